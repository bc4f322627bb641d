"""The pytest plugin (entry point `pytest11`): the mock as fixtures, and contract cases as tests of one's own server.

Every pytest that runs where reelspec is installed imports this module: it imports nothing but pytest itself.

    @pytest.mark.reelspec_cases("powertokens/wan2.7-i2v")
    def test_my_gateway(reelspec_case, reelspec_judge):
        reelspec_judge(app, reelspec_case)                  # one test for each case

    def test_my_gateway_as_a_whole(reelspec_judge):
        reelspec_judge(app, "powertokens/wan2.7-i2v")       # cases, answers and a task's life, as `reelspec verify`

    @pytest.mark.reelspec_mock("powertokens", plan={"tasks": [{"end": "failed"}]})
    def test_my_client(reelspec_mock, reelspec_mock_url): ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from reelspec.language.contract.model import Contract
    from reelspec.testing.mock import Mock
    from reelspec.testing.verify.report import Report
    from reelspec.testing.verify.session import ModelCase, Session

_CASES = "reelspec_cases(*names, only=None): one test for each contract case of PROVIDER or PROVIDER/MODEL; only: valid, invalid"
_MOCK = (
    "reelspec_mock(*providers, plan=None, speed=0, key=None, strict=False): what the fixture reelspec_mock is made with"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("reelspec_root", "the folder that holds specs/ (default: the nearest parent of rootdir that does)")
    parser.addini("reelspec_key", "the key that servers under test get (default: <PROVIDER>_API_KEY, or any)")
    parser.addini("reelspec_wait", "seconds that reelspec_judge follows a task (default: 10)", default="10")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _CASES)
    config.addinivalue_line("markers", _MOCK)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `reelspec_case` becomes one for each case that its marks name."""
    if "reelspec_case" not in metafunc.fixturenames:
        return
    marks = list(metafunc.definition.iter_markers("reelspec_cases"))
    if not marks:
        return
    cases: dict[str, ModelCase] = {}
    for mark in reversed(marks):
        only = mark.kwargs.get("only")
        if not mark.args or not all(isinstance(name, str) for name in mark.args) or set(mark.kwargs) > {"only"}:
            raise pytest.UsageError(f"{metafunc.definition.nodeid}: the mark is {_CASES.partition(':')[0]}")
        if only not in (None, "valid", "invalid"):
            raise pytest.UsageError(f"{metafunc.definition.nodeid}: only is 'valid' or 'invalid', not {only!r}")
        for name in mark.args:
            for case in _cases(metafunc.config, name):
                if only is None or case.valid is (only == "valid"):
                    cases[f"{case.provider}/{case.model}-{case.name}"] = case
    metafunc.parametrize("reelspec_case", list(cases.values()), ids=list(cases))


def pytest_unconfigure(config: pytest.Config) -> None:
    session = config.stash.get(_SESSION, None)
    if session is not None:
        session.close()


@pytest.fixture(scope="session")
def reelspec_contract(pytestconfig: pytest.Config) -> Contract:
    """What the specs below `reelspec_root` say."""
    return _session(pytestconfig).contract


@pytest.fixture
def reelspec_case() -> ModelCase:
    """One contract case: name, body, valid, violations. The mark `reelspec_cases` says of which models."""
    raise pytest.UsageError('reelspec_case needs a mark such as @pytest.mark.reelspec_cases("provider/model")')


@pytest.fixture(scope="session")
def reelspec_judge(pytestconfig: pytest.Config) -> Judge:
    """Judges a server: `reelspec_judge(app_or_address, case_or_name)`; see `Judge`."""
    return Judge(pytestconfig)


class Judge:
    """Fails the test where a server is not as the spec says."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def __call__(
        self,
        server: Any,
        what: str | ModelCase,
        *,
        key: str | None = None,
        base_path: str = "",
        parameters: dict[str, str] | None = None,
        only_invalid: bool = False,
        max_paid: int | None = None,
        wait: float | None = None,
        no_probe: Sequence[str] = (),
    ) -> Report | None:
        """Judge a server by one case, or by PROVIDER or PROVIDER/MODEL as a whole, and give the report of that.

        server: an ASGI application, which is called in this process and started and stopped by its lifespan, or an
        address. base_path: what stands before the operations' paths in the application. max_paid: how many requests
        a server that is not this machine may accept, over all calls for single cases; without it legal bodies are
        skipped there, and one accepted body ends the invalid ones. no_probe: names of the probes that are left out, such as
        "duplicate-key"; a case alone makes none. The rest is as `reelspec verify` has it.
        """
        __tracebackhide__ = True
        from reelspec.testing.verify.errors import Unusable
        from reelspec.testing.verify.session import Differs, NotSent

        try:
            return _session(self._config).judge(
                server,
                what,
                key=key or self._config.getini("reelspec_key") or None,
                base_path=base_path,
                parameters=parameters,
                only_invalid=only_invalid,
                max_paid=max_paid,
                wait=_wait(self._config) if wait is None else wait,
                no_probe=no_probe,
            )
        except Differs as difference:
            text = str(difference)
        except NotSent as reason:
            pytest.skip(str(reason))
        except Unusable as reason:
            text = str(reason)
        pytest.fail(text, pytrace=False)


@pytest.fixture
def reelspec_mock(request: pytest.FixtureRequest) -> Mock:
    """A mock provider (`reelspec.testing.mock.Mock`) of its own for each test, whose clock stands still until it is advanced.

    `.app` is an ASGI application, `.transport()` one for httpx, `.clock` the time that tasks live on, `.journal` what
    arrived. The mark `reelspec_mock` chooses providers, plan, speed, key and strictness.
    """
    from reelspec.language.source.place import Problems
    from reelspec.testing.mock import Clock, Mock, UnknownProvider

    names: tuple[str, ...] = ()
    options: dict[str, Any] = {}
    for mark in reversed(list(request.node.iter_markers("reelspec_mock"))):
        names = mark.args or names
        options.update(mark.kwargs)
    wrong = set(options) - {"plan", "speed", "key", "strict"}
    if wrong:
        raise pytest.UsageError(f"{request.node.nodeid}: the mark is {_MOCK.partition(':')[0]}")
    clock = Clock(speed=float(options.pop("speed", 0)))
    if isinstance(options.get("plan"), str):
        options["plan"] = request.config.rootpath / options["plan"]
    try:
        return Mock(_session(request.config).contract, names, clock=clock, **options)
    except Problems as problems:
        raise pytest.UsageError("\n".join(map(str, problems.problems))) from None
    except UnknownProvider as error:
        raise pytest.UsageError(str(error)) from None


@pytest.fixture
def reelspec_mock_url(reelspec_mock: Mock) -> Iterator[str]:
    """The address of the mock behind a port of 127.0.0.1; needs the extra `reelspec[mock]`."""
    from reelspec.testing.mock import MissingExtra, serving

    try:
        with serving(reelspec_mock) as url:
            yield url
    except MissingExtra as error:
        raise pytest.UsageError(str(error)) from None


_SESSION: pytest.StashKey[Session] = pytest.StashKey()


def _session(config: pytest.Config) -> Session:
    """The session of this run, made at first use."""
    if _SESSION not in config.stash:
        from reelspec.language.parser.load import load
        from reelspec.language.source.place import Problems
        from reelspec.testing.verify.session import Session

        root = _root(config)
        try:
            config.stash[_SESSION] = Session(load(root), root)
        except Problems as problems:
            raise pytest.UsageError("\n".join(map(str, problems.problems))) from None
    return config.stash[_SESSION]


def _root(config: pytest.Config) -> Path:
    given = config.getini("reelspec_root")
    folder: Path = config.rootpath / given if given else config.rootpath
    if given and not (folder / "specs").is_dir():
        raise pytest.UsageError(f"reelspec_root: {folder} has no folder specs")
    for parent in (folder, *folder.parents):
        if (parent / "specs").is_dir():
            return parent
    raise pytest.UsageError(f"no folder specs in {folder} or above; set reelspec_root in pytest's configuration")


def _cases(config: pytest.Config, name: str) -> tuple[ModelCase, ...]:
    from reelspec.testing.verify.errors import Unusable

    try:
        return _session(config).cases(name)
    except Unusable as error:
        raise pytest.UsageError(str(error)) from None


def _wait(config: pytest.Config) -> float:
    try:
        return float(config.getini("reelspec_wait"))
    except ValueError:
        raise pytest.UsageError("reelspec_wait is a number of seconds") from None

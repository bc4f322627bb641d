"""`reelspec generate`: what it writes, what --check finds, what --only leaves alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.e2e.commands.conftest import Call
from tests.e2e.commands.run import reelspec, tree

UNCHANGED = "Nothing has changed: generated/ is what the specs give.\n"
KF2V = Path("specs/powertokens/models/wan-kf2v.yaml")
PLUS = "generated/python/videoapis/powertokens/validators/wan2_1_kf2v_plus.py"
FLASH = "generated/python/videoapis/powertokens/validators/wan2_2_kf2v_flash.py"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_generate_says_what_it_read_and_wrote_and_then_that_nothing_changed(project: Path) -> None:
    shutil.rmtree(project / "generated")
    first = reelspec("generate", cwd=project, script=True)
    read, wrote = first.out.splitlines()
    assert (first.code, first.err) == (0, "")
    assert read == "read 9 spec files: 2 providers, 5 operations, 8 models"
    assert wrote == f"wrote {len(tree(project / 'generated'))} files in generated/, deleted 0, left 0 as they were"
    for arguments in ([], ["--root", "."], ["--root=."], ["--only", "apimart"]):
        again = reelspec("generate", *arguments, cwd=project, script=True)
        assert (again.code, again.out, again.err) == (0, UNCHANGED, ""), arguments


def test_generate_finds_the_repository_from_a_folder_inside_it(project: Path) -> None:
    (project / "service/handlers").mkdir(parents=True)
    assert reelspec("generate", cwd=project / "service/handlers").out == UNCHANGED


def test_without_specs_anywhere_the_way_out_is_named(tmp_path: Path) -> None:
    ran = reelspec("generate", "--root", tmp_path, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    way = "name the repository with --root DIR, or begin one: reelspec init"
    assert ran.err == f"reelspec: {tmp_path} has no folder specs; {way}\n"


def test_a_changed_spec_rewrites_only_what_it_is_about(project: Path, call: Call) -> None:
    before = tree(project / "generated")
    edit(project / KF2V, "maxLength: 800", "maxLength: 801")
    checked = call("generate", "--check", "--root", project)
    assert checked.code == 1
    assert f"changed: {PLUS}\n" in checked.out
    assert (
        "--- a/schemas/powertokens/wan2.1-kf2v-plus.json\n+++ b/schemas/powertokens/wan2.1-kf2v-plus.json\n@@ "
        in checked.out
    )
    lines = checked.out.splitlines()
    assert any(line.startswith("-") and '"maxLength": 800' in line for line in lines)
    assert any(line.startswith("+") and '"maxLength": 801' in line for line in lines)
    assert tree(project / "generated") == before
    assert call("generate", "--root", project).code == 0
    after = tree(project / "generated")
    names = {path for path in after if after[path] != before[path]}
    assert {path.rsplit("/", 1)[-1] for path in names} >= {
        "wan2_1_kf2v_plus.py",
        "wan2.2-kf2v-flash.json",
        "manifest.json",
    }
    assert not any("seedance" in path or "i2v" in path or "apimart" in path for path in names)
    assert call("generate", "--check", "--root", project).code == 0


def test_check_finds_every_kind_of_difference_and_writes_nothing(project: Path) -> None:
    edit(project / KF2V, "enum: [wan2.2-kf2v-flash, wan2.1-kf2v-plus]", "enum: [wan2.2-kf2v-flash, wan2.3-kf2v]")
    edit(project / KF2V, "{model: wan2.1-kf2v-plus, size: 720P}", "{model: wan2.3-kf2v, size: 720P}")
    (project / "generated/schemas/apimart/wan2.7.json").unlink()
    by_hand = project / "generated/python/videoapis/apimart/validators/wan2_7.py"
    by_hand.write_text("# mine now\n" + by_hand.read_text(encoding="utf-8"), encoding="utf-8")
    before = tree(project)
    ran = reelspec("generate", "--check", cwd=project)
    assert ran.code == 1
    kinds = [
        line for line in ran.out.splitlines() if line.startswith(("changed: ", "missing: ", "stale: ", "edited: "))
    ]
    assert f"stale: {PLUS}" in kinds
    assert "missing: generated/python/videoapis/powertokens/validators/wan2_3_kf2v.py" in kinds
    assert "missing: generated/schemas/apimart/wan2.7.json" in kinds
    assert "edited: generated/python/videoapis/apimart/validators/wan2_7.py" in kinds
    assert "changed: generated/python/README.md" in kinds
    assert "-# mine now" in ran.out.splitlines()
    assert ran.err == (f"reelspec: {len(kinds)} files differ from what the specs give; reelspec generate writes them\n")
    assert tree(project) == before


def test_the_difference_is_a_patch(project: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git applies the patch")
    edit(project / KF2V, "maxLength: 800", "maxLength: 900")
    (project / "generated/schemas/apimart/wan2.7.json").unlink()
    patch = reelspec("generate", "--check", cwd=project).out
    subprocess.run(
        ["git", "apply", "--directory=generated", "--unsafe-paths", "-"],
        input=patch.encode(),
        cwd=project,
        check=True,
        env={"GIT_CEILING_DIRECTORIES": str(project.parent), "PATH": str(Path(shutil.which("git") or "").parent)},
    )
    assert reelspec("generate", "--check", cwd=project).code == 0


def test_a_file_edited_by_hand_is_found_and_restored(project: Path, call: Call) -> None:
    file = project / PLUS
    original = file.read_bytes()
    file.write_bytes(original.replace(b"720P", b"1080P"))
    checked = call("generate", "--check", "--root", project)
    assert checked.code == 1
    assert checked.out.startswith(f"edited: {PLUS}\n--- a/")
    assert call("generate", "--root", project).code == 0
    assert file.read_bytes() == original


def test_an_edited_manifest_is_found_and_restored(project: Path, call: Call) -> None:
    manifest = project / "generated/manifest.json"
    original = manifest.read_bytes()
    content = json.loads(original)
    content["inputs"]["specs/apimart/openapi.yaml"] = "0" * 64
    manifest.write_text(json.dumps(content), encoding="utf-8")
    checked = call("generate", "--check", "--root", project)
    assert checked.code == 1
    assert "edited: generated/manifest.json" in checked.out
    assert call("generate", "--root", project).code == 0
    assert manifest.read_bytes() == original


def test_check_does_not_believe_a_manifest_that_agrees_with_an_edited_file(project: Path, call: Call) -> None:
    from reelspec.common.digest import digest

    file, manifest = project / PLUS, project / "generated/manifest.json"
    old = file.read_bytes()
    new = old.replace(b"720P", b"1080P")
    file.write_bytes(new)
    manifest.write_bytes(manifest.read_bytes().replace(digest(old).encode(), digest(new).encode()))
    checked = call("generate", "--check", "--root", project)
    assert checked.code == 1
    assert f"changed: {PLUS}\n" in checked.out


def test_a_manifest_that_is_none_is_refused_with_the_way_out(project: Path, call: Call) -> None:
    (project / "generated/manifest.json").write_text("{}", encoding="utf-8")
    before = tree(project)
    ran = call("generate", "--root", project)
    assert (ran.code, ran.out) == (2, "")
    assert "manifest.json is not a manifest that reelspec wrote" in ran.err
    assert tree(project) == before


def test_foreign_files_in_generated_are_left_alone(project: Path, call: Call) -> None:
    (project / "generated/NOTES.md").write_text("ours", encoding="utf-8")
    (project / "generated/python/videoapis/powertokens/validators/own.py").write_text("x = 1\n", encoding="utf-8")
    assert call("generate", "--check", "--root", project).code == 0
    edit(project / KF2V, "maxLength: 800", "maxLength: 801")
    assert call("generate", "--root", project).code == 0
    shutil.rmtree(project / "specs/apimart")
    assert call("generate", "--root", project).code == 0
    assert not (project / "generated/schemas/apimart").exists()
    assert (project / "generated/NOTES.md").read_text(encoding="utf-8") == "ours"
    assert (project / "generated/python/videoapis/powertokens/validators/own.py").exists()


def test_a_foreign_file_in_the_place_of_a_generated_one_is_not_overwritten(project: Path, call: Call) -> None:
    edit(
        project / KF2V,
        "enum: [wan2.2-kf2v-flash, wan2.1-kf2v-plus]",
        "enum: [wan2.2-kf2v-flash, wan2.1-kf2v-plus, wan9]",
    )
    edit(project / KF2V, "size: 720P}\n", "size: 720P}\n        - {model: wan9, size: 720P}\n")
    mine = project / "generated/schemas/powertokens/wan9.json"
    mine.write_text("mine", encoding="utf-8")
    before = tree(project)
    ran = call("generate", "--root", project)
    assert ran.code == 2
    assert "'schemas/powertokens/wan9.json'" in ran.err
    assert tree(project) == before


def test_a_model_that_goes_takes_its_files_along_unless_somebody_has_edited_them(project: Path, call: Call) -> None:
    edit(project / KF2V, "enum: [wan2.2-kf2v-flash, wan2.1-kf2v-plus]", "const: wan2.2-kf2v-flash")
    edit(project / KF2V, "        - {model: wan2.1-kf2v-plus, size: 720P}\n", "")
    (project / PLUS).write_text("# still wanted by somebody\n", encoding="utf-8")
    ran = call("generate", "--root", project)
    assert ran.code == 0
    assert f"kept {PLUS}: it is no longer generated, but somebody has edited it\n" in ran.out
    assert not (project / "generated/schemas/powertokens/wan2.1-kf2v-plus.json").exists()
    assert (project / PLUS).read_text(encoding="utf-8") == "# still wanted by somebody\n"


# --only


def test_only_writes_one_provider_or_one_model(project: Path, call: Call) -> None:
    before = tree(project / "generated")
    edit(project / KF2V, "maxLength: 800", "maxLength: 801")
    edit(project / "specs/apimart/models/wan2.7.yaml", "maxLength: 5000", "maxLength: 5001")

    def changed() -> set[str]:
        now = tree(project / "generated")
        assert now.keys() == before.keys()
        return {path.rsplit("/", 1)[-1] for path in now if now[path] != before[path]} - {"manifest.json"}

    assert call("generate", "--only", "powertokens/wan2.1-kf2v-plus", "--root", project).code == 0
    whole = {"powertokens.json", "powertokens.rules.json"}
    assert changed() == {"wan2.1-kf2v-plus.json", "wan2_1_kf2v_plus.py", *whole}
    assert call("generate", "--check", "--only", "powertokens/wan2.1-kf2v-plus", "--root", project).code == 0
    rest = call("generate", "--check", "--only", "powertokens", "--root", project)
    assert rest.code == 1
    assert f"changed: {FLASH}\n" in rest.out
    assert "apimart" not in rest.out
    assert "stale" not in rest.out
    assert call("generate", "--only", "powertokens", "--root", project).code == 0
    assert {"wan2.2-kf2v-flash.json", "wan2_2_kf2v_flash.py"} < changed()
    assert "wan2_7.py" not in changed()
    assert call("generate", "--check", "--root", project).code == 1
    assert call("generate", "--root", project).code == 0
    assert "wan2_7.py" in changed()
    assert call("generate", "--check", "--root", project).code == 0


def test_only_restores_edited_files_of_others_rather_than_giving_them_up(project: Path, call: Call) -> None:
    original = (project / PLUS).read_bytes()
    (project / PLUS).write_text("broken\n", encoding="utf-8")
    (project / FLASH).unlink()
    assert call("generate", "--only", "apimart", "--root", project).code == 0
    assert call("generate", "--root", project).code == 0
    assert (project / PLUS).read_bytes() == original
    assert call("generate", "--check", "--root", project).code == 0


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("powertoken", "did you mean powertokens?"),
        ("apimart/wan2.6", "did you mean apimart/wan2.7?"),
        ("x", "see reelspec list"),
    ],
)
def test_only_with_an_unknown_name_suggests_one(generated_once: Path, call: Call, name: str, hint: str) -> None:
    ran = call("generate", "--only", name, "--root", generated_once)
    assert (ran.code, ran.out, ran.err) == (2, "", f"reelspec: there is no provider or model {name}; {hint}\n")


def test_wrong_specs_are_listed_and_nothing_is_written(project: Path, call: Call) -> None:
    edit(project / KF2V, "maxLength: 800", "maxLenght: 800")
    edit(project / "specs/apimart/models/wan2.7.yaml", "required: [model]", "required: [mode]")
    before = tree(project)
    ran = call("generate", "--root", project)
    assert ran.code == 1
    assert "did you mean maxLength? [unknown-keyword]" in ran.out
    assert ran.out.startswith("specs/apimart/models/wan2.7.yaml:")
    assert ran.err.endswith("in the specs\n")
    assert tree(project) == before


@pytest.mark.parametrize("form", ['[tool.reelspec]\npackage = "{}"\n', '[tool]\nreelspec.package = "{}"\n'])
def test_another_package_name_is_never_nothing_changed(project: Path, form: str) -> None:
    for name in ("first", "second"):
        (project / "pyproject.toml").write_text(f'[project]\nname = "x"\n\n{form.format(name)}', encoding="utf-8")
        ran = reelspec("generate", cwd=project)
        assert ran.code == 0
        assert ran.out != UNCHANGED
        assert (project / f"generated/python/{name}/powertokens/validators/wan2_7_i2v.py").is_file()
    assert not (project / "generated/python/first").exists()
    assert reelspec("generate", cwd=project).out == UNCHANGED


def test_the_distribution_claims_no_licence_but_the_one_that_its_owner_gives(project: Path, call: Call) -> None:
    for said, found in (("", None), ('license = "Apache-2.0 OR MIT"\n', "Apache-2.0 OR MIT")):
        owner = f'[project]\nname = "theirs"\nlicense = "GPL-3.0"\n\n[tool.reelspec]\n{said}'
        (project / "pyproject.toml").write_text(owner, encoding="utf-8")
        assert call("generate", "--root", project).code == 0
        made = tomllib.loads((project / "generated/python/pyproject.toml").read_text(encoding="utf-8"))
        assert made["project"].get("license") == found


def test_the_distribution_has_the_name_and_the_version_of_the_settings(project: Path, call: Call) -> None:
    (project / "pyproject.toml").write_text('[tool.reelspec]\nname = "acme-apis"\nversion = "2.4.0rc1"\n')
    assert call("generate", "--root", project).code == 0
    made = tomllib.loads((project / "generated/python/pyproject.toml").read_text(encoding="utf-8"))
    assert (made["project"]["name"], made["project"]["version"]) == ("acme-apis", "2.4.0rc1")
    assert made["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["acme_apis"]
    assert (project / "generated/python/acme_apis/powertokens/client.py").is_file()
    assert "`pip install acme-apis[models]`" in (project / "generated/python/README.md").read_text(encoding="utf-8")


def test_an_output_that_is_no_longer_chosen_goes_unless_somebody_has_edited_it(project: Path, call: Call) -> None:
    edited = project / "generated/openapi/apimart.json"
    edited.write_text("{}\n", encoding="utf-8")
    (project / "pyproject.toml").write_text('[tool.reelspec]\noutputs = ["python"]\n', encoding="utf-8")
    assert call("generate", "--check", "--root", project).code == 1
    ran = call("generate", "--root", project)
    assert ran.code == 0
    assert "kept generated/openapi/apimart.json" in ran.out
    assert sorted(path.name for path in (project / "generated").iterdir()) == ["manifest.json", "openapi", "python"]
    assert list(tree(project / "generated/openapi")) == ["apimart.json"]
    assert call("generate", "--check", "--root", project).code == 0
    (project / "pyproject.toml").unlink()
    edited.unlink()
    assert call("generate", "--root", project).code == 0
    assert (project / PLUS).is_file() and (project / "generated/cases/README.md").is_file()


def test_that_nothing_is_to_be_made_is_refused_and_removes_nothing(project: Path, call: Call) -> None:
    before = tree(project / "generated")
    (project / "pyproject.toml").write_text("[tool.reelspec]\noutputs = []\n", encoding="utf-8")
    ran = call("generate", "--root", project)
    assert ran.code == 1
    assert ran.out.startswith("pyproject.toml:2:1: outputs must be a list of one or more of schemas, openapi, ")
    assert tree(project / "generated") == before


def test_a_call_without_the_generated_client_says_which_output_is_missing(project: Path, call: Call) -> None:
    (project / "pyproject.toml").write_text('[tool.reelspec]\noutputs = ["schemas"]\n', encoding="utf-8")
    assert call("generate", "--root", project).code == 0
    ran = call("resume", "apimart", "task-1", "--root", project)
    assert ran.code == 2
    assert ran.err == 'reelspec: calls need the generated client: name "python" in outputs in pyproject.toml\n'

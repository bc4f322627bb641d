"""What a statement says to whoever writes a request, whatever its words: drift compares that instead of its text.

Terms of one meaning are one term here (`max`, `up to` and `≤`; `must` and `required`; `one` and `1`), and what the facts of
the statement's field say already is left out, since a change of it is a change of that fact. Beside it goes a bag of the
statement's other words, each as a few digits of its hash: of a statement that binds by plain words (`only landscape
images`) they tell whether it still speaks of the same, and they tell which statement has become which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations
from types import MappingProxyType

from reelspec.documentation.comparison.facts import sides
from reelspec.documentation.coverage.elements import text_of
from reelspec.documentation.coverage.terms import INDEX, TURNING, is_format, is_number, is_word, terms_of
from reelspec.documentation.pages.prose import AT_LEAST, AT_MOST, NUMBERS, OR_LESS, OR_MORE, is_conditional, is_soft
from reelspec.language.source.node import Json

_AUXILIARY = r"(?:(?:must|should|shall|may|can|will|does|do|is|are)\s+)?"
_NOT = r"(?:not|never|cannot|can't|mustn't|don't)"
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), f" {word} ")
    for pattern, word in (
        (r"\b1st\b", "first"),
        (r"\b2nd\b", "second"),
        (r"\b3rd\b", "third"),
        (r"\balways\b(?=\s\S*[\d_-])", "exactly"),
        (r"\bjust\s(?=(?:the|one|a)\b)", "only "),
        (
            r"\b(?:only\s+works?|works?\s+only|(?:can|may)\s+only\s+be\s+used|only\s+(?:valid|effective))\s+"
            r"(?:together\s+|in\s+combination\s+)?with\b",
            "required",
        ),
        (r"\b(?:no|without|not\s+contain(?:\s+any)?)\s+duplicates?\b|\bduplicates\s+are\s+not\s+allowed\b", "unique"),
        (r"\bmust\s+match\b", " "),
        (r"\bif\s+(?:wanted|desired|you\s+(?:like|want|wish))\b", "optional"),
        (
            rf"\b{_AUXILIARY}{_NOT}\s+(?:to\s+)?be\s+(?:used|combined|sent|given|provided|specified|set|passed|mixed|present)\s+"
            r"(?:together|with|alongside|simultaneously|in\s+combination|at\s+the\s+same\s+time)\b"
            r"(?:\s+(?:with|as))?",
            "conflicts",
        ),
        (
            r"\b(?:use|pass|provide|send|set|specify|supply)\s+either\b(?:\s+of)?(?=[^.]{1,80}\bor\b)|"
            r"\bonly\s+one\s+of\b(?=[^.]{1,80}\b(?:can|may|must|is|should)\b)",
            "conflicts",
        ),
        (
            r"\b(?:can|may)\s+(?:also\s+)?be\s+(?:used|combined|sent|given|provided|specified|set|passed|mixed)\s+"
            r"(?:together|with|alongside|simultaneously|in\s+combination|at\s+the\s+same\s+time)\b(?:\s+(?:with|as))?",
            "together",
        ),
        (r",?\s*\b(?:but\s+)?not\s+both\b", "conflicts"),
        (r"\bnon-?negative\b", "least 0"),
        (r"\bmutually\s+exclusive(?:\s+(?:with|to))?\b|\bincompatible\b|\bnot\s+compatible\b", "conflicts"),
        (r"\bconflicts?\s+with\b", "conflicts"),
        (r"\bonly\s+(?:one|1|a\s+single)\b", "most one"),
        (
            r"\b(?:must|should|shall|may|can|will|does|do|is|are)\s+(?=(?:not|never)\s+(?:be\s+)?(?:exceed|\w+\s+than))",
            "",
        ),
        (rf"{AT_MOST}|{OR_LESS}|\bwithin\b", "most"),
        (rf"{AT_LEAST}|{OR_MORE}", "least"),
        (r"\b(?:can|may)\s+be\s+(?:omitted|left\s+out)\b|\bnot\s+(?:required|mandatory|needed)\b", "optional"),
        (
            r"\b(?:if|when)\s+(?:you\s+)?(?:(?:leave|left)\s+(?:it|this)\s+(?:out|empty|blank)|omit\s+(?:it|this)|"
            r"(?:don't|do\s+not)\s+(?:set|send|give|specify|provide|pass)\s+(?:it|this|one))\b|"
            r"\b(?:if|when)\s+(?:it\s+is\s+|this\s+is\s+)?(?:omitted|absent|unset|unspecified|left\s+(?:out|empty)|"
            r"not\s+(?:set|specified|provided|given|passed))\b|\bby\s+default\b|\bdefault(?:s\s+to|\s+value)?\b",
            "default",
        ),
        (r"\b(?:has|have|takes?)\s+no\s+effect\b|\bnot\s+(?:take\s+)?effect(?:ive)?\b", "ignored"),
        (r"\b(?:one|any|either|some)\s+of(?:\s+the\s+following)?\b", " "),
        (
            r"\bone\b(?=\s*(?:[.,;)]|$)|\s+(?:automatically|time|for|that|which|is|will|if|when|from|by|default)\b)|\b(?:this|the)\s+one\b",
            " ",
        ),
        (r"\bthe\s+two\b(?=\s+(?:of\s|conflicts|cannot|can|must|may|are|should))", " "),
        (r"\ba\s+single\b", "one"),
        (r"\b(?:has|have|needs?)\s+to\b|\bnecessary\b|\bmandatory\b", "required"),
        (r"\bdivisible\s+by\b|\b(?:multiples?|in\s+(?:steps|increments))\s+of\b", "multiple"),
        (r"\bprecisely\b|\b(?:fixed|always)\s+(?:at|to|as)\b", "exactly"),
        (r"\bat\s+the\s+same\s+time\b|\bat\s+once\b|\bjointly\b", "together"),
        (r"\b(?:suggested|advised|preferably)\b", "recommended"),
        (r"\bexclusively\b", "only"),
        (
            r"\b(?:deprecated|obsolete|no\s+longer\s+(?:supported|maintained)|(?:will|to)\s+be\s+(?:removed|retired))\b",
            "deprecated",
        ),
        (r"\b(?:less|fewer|smaller|shorter|lower)\s+than\b(?=\s\$?\d)|\b(?:below|under)\b(?=\s\$?\d)", "below"),
        (r"\b(?:more|greater|larger|longer|higher)\s+than\b(?=\s\$?\d)|\b(?:above|over)\b(?=\s\$?\d)", "above"),
        (r"\bnullable\b", "null"),
        (r"(?<=\bno\s)\w+\s+or\b", ""),
    )
)
"""Ways to say something, and the word that stands for all of them."""

_MORE = frozenset(["deprecated", "below", "above", "null", "unique"])
"""Words that are terms here although nobody has to answer for them."""
_DATED = re.compile(
    r"\b(?:last\s)?(?:updated|modified|published|reviewed)\b|\u00a9|\bcopyright\b|\ball\srights\sreserved\b",
    re.IGNORECASE,
)
"""What says when a page was written, or whose it is."""
_ONE_TERM: Mapping[str, str] = {
    "must": "required",
    "cannot": "not",
    "forbidden": "not",
    "never": "not",
    "no": "not",
    "nor": "not",
    "exceed": "most",
    "exclusive": "conflicts",
    "solely": "only",
    "omitted": "optional",
    "fixed": "exactly",
    **NUMBERS,
}
_IDLE = frozenset(["supports", "allowed", "effective", "either", "any", "limit", "range"])
"""Terms that say nothing by themselves beside what else is said."""
_BOUND = frozenset(["most", "least", "exactly", "multiple"])
_OPEN = frozenset(
    [
        *("required", "only", "not", "conflicts", "ignored", "together", "recommended", "alternative", "invalid"),
        *("always", "deprecated"),
    ]
)
"""Terms that say something of what plain words name."""

_BINDING = frozenset(["default", "exactly", *_OPEN])
"""Terms with which a sentence may bind a field to one of its values."""

_UNIT = re.compile(
    r"(?<=\d)[\s-]?(?:(?P<size>[kmgt]i?b|bytes?|(?:kilo|mega|giga)bytes?)|(?P<time>ms|milliseconds?|s|secs?|seconds?|"
    r"min(?:ute)?s?|h|hours?|days?)|(?P<count>characters?|chars?|words?|tokens?))\b",
    re.IGNORECASE,
)
_SHORT = {"se": "s", "s": "s", "ms": "ms", "mil": "ms", "kil": "k", "meg": "m", "gig": "g"}

_RUN = re.compile(
    r"(?<![\w-])[a-z][\w.-]{1,40},\s[a-z][\w.-]{1,40}(?:(?:,\s(?:(?:and|or)\s)?|\s(?:and|or)\s)[a-z][\w.-]{1,40}){1,40}"
)
_TWO = re.compile(r"\b([a-z]\w{1,40})`?\s(?:and|or)\s`?([a-z]\w{1,40})")
_TOKENS = re.compile(r"[a-z][\w.-]*\w")
_CLAUSE = re.compile(r"[;；。]|\.\s|,\s(?![^\[\](){}]{0,200}[\])}])|\b(?:while|whereas|but)\b", re.IGNORECASE)
"""What stands between the clauses of a sentence; a comma in brackets does not."""
_HERE = re.compile(r"\s(?:for|on|in)\sthis\s\w+(?:\s\w+)?")
MOST_APART = 4
"""With so many values, among them numbers, a sentence says which belongs to which; a number and a name belong together."""
MOST_EXCHANGED = 20
"""Of so many terms at the start of a statement the two are looked for that have changed places."""
_PLACES = ("first", "last")
"""Where both stand, their order says which is which."""
_LETTERS = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CARRIERS = frozenset(
    re.findall(
        r"\w+",
        """a an the this that these those it its their your our of in on at to for from by with as and or is are be been was
        were will can may should would could has have had do does if when while whether which who what where how than then
        there here also please note make sure ensure value values parameter parameters field fields used use uses using set
        sets setting specify specified specifies provide provided provides give given gives contain contains containing
        include included includes send sent pass passed supply supplied input you we they per each via into about between
        available work works working apply applies applied take takes taken effect valid following one option options
        describe describes described description mode""",
    )
)
"""Words that carry a sentence and say nothing by themselves."""
_SYNONYMS = {
    "picture": "image",
    "photo": "image",
    "clip": "video",
    "link": "url",
    "address": "url",
    "mandatory": "required",
    "duration": "length",
}
HASHED = 3
"""Hexadecimal digits that are kept of a word: many words share them."""


@dataclass(frozen=True)
class Meaning:
    """terms: sorted; order: fingerprints of the order of its numbers and names, where that says something: of the whole, and
    behind a dot one that is the same whichever clause comes first; words: the hashes of its other words, sorted; sequence:
    its numbers and names in that order, which no lock keeps."""

    terms: tuple[str, ...] = ()
    order: str = ""
    words: tuple[str, ...] = ()
    sequence: tuple[str, ...] = field(default=(), compare=False)


def meaning_of(
    text: str,
    options: Collection[str],
    fields: Sequence[Mapping[str, Json]],
    own: Mapping[str, Mapping[str, Json]] = MappingProxyType({}),
    *,
    within: bool = False,
    item: bool = False,
    marks: bool = False,
    names: Collection[str] = (),
) -> Meaning:
    """What a statement says.

    options: the values that the page lists. fields: the facts of the fields in whose descriptions it stands, or of which it
    states some itself. own: the facts that were read from it, by the name of the field. within: it stands in the
    description of a field. item: it is an item of a list, so that it may begin with one of its field's values. marks: it
    states itself whether a field is required. names: those of the page's fields.
    """
    if not within and len(text) < 200 and _DATED.search(text):
        return Meaning((), "", words_of(text, options))
    plain = text
    for pattern, word in _PHRASES:
        plain = _put_as(plain, pattern, word, options)
    units = [f"unit:{_unit(match)}" for match in _UNIT.finditer(plain)]
    known = {*options, *_MORE, *_enumerated(text, within=within), *_beside_a_name(text, names)}
    raw = terms_of(_UNIT.sub(" ", plain), known)
    terms = [_ONE_TERM.get(term, term) if term not in options else term for term in raw]
    for name, facts in own.items():
        if name in terms:
            terms.remove(name)
        terms = _beside(terms, facts, item=item, marks=marks)
    if not (is_conditional(_HERE.sub("", plain)) or is_soft(plain)):
        for facts in fields:
            terms = _beside(terms, facts, item=item, marks=marks)
    terms = _settled(terms, text)
    if within and fields and all(facts.get("type") == "boolean" for facts in fields) and _BINDING.isdisjoint(terms):
        terms = [term for term in terms if term not in ("true", "false")]  # `when true, …` says what it does
    names = _in_order(terms)
    telling = len(names) >= MOST_APART if any(map(is_number, names)) else "required" in terms or {*_PLACES} <= {*names}
    order = _order(names, plain, known) if telling and len(set(names)) > 1 else ""
    return Meaning(tuple(sorted([*terms, *(units if terms else ())])), order, words_of(plain, options), tuple(names))


def _put_as(text: str, pattern: re.Pattern[str], word: str, options: Collection[str]) -> str:
    """The text with one word for all ways to say something; an option that is called like one of them, `max`, stays."""
    return pattern.sub(lambda match: match[0] if match[0] in options else word, text)


def _enumerated(text: str, *, within: bool) -> set[str]:
    """The words of a list of single words (`queued, running, done`), where it is one of values rather than of prose."""
    hashes: set[str] = set()
    for run in _RUN.finditer(text):
        words = [match for match in _TOKENS.findall(run[0]) if match not in ("and", "or", "if", "with", "but")]
        if words and re.match(r"\s[a-z\d]", text[run.end() :]):  # the last word begins a phrase
            words.pop()
        named = any(not word.isalpha() for word in words)
        if len(words) > 1 and (named or within or len(words) > 0.6 * len(text.split())):
            hashes.update(words)
    return hashes


def _beside_a_name(text: str, names: Collection[str]) -> set[str]:
    """Fields that are called like plain words, where they are named together with one that is not: `seed and audio_url`."""
    return {
        word
        for pair in _TWO.findall(text)
        for word, other in (pair, pair[::-1])
        if word.isalpha() and word in names and not other.isalpha()
    }


def _unit(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    word = match[0].strip(" -\n").lower()
    if kind == "count":
        return "word" if word[:1] == "w" else "token" if word[:1] == "t" else "character"
    if kind == "size":
        return f"{_SHORT.get(word[:3], word[0])}b"
    return next((short for start, short in _SHORT.items() if word.startswith(start)), word[:1])


def _beside(terms: list[str], facts: Mapping[str, Json], *, item: bool, marks: bool) -> list[str]:
    """The terms that the facts of a field do not say."""
    left = list(terms)
    bounded = False

    def take(*these: str) -> None:
        for term in these:
            if term in left:
                left.remove(term)

    options = [text for option in _listed(facts.get("options")) if (text := text_of(option)) is not None]
    if options and set(options) <= set(left):
        take(*options, "only", *(["exactly", "always"] if len(options) == 1 else []))
    elif len(options) > 2 and all(map(is_number, options)) and {options[0], options[-1]} <= set(left):
        take(options[0], options[-1], "only")
    elif item and left and left[0] in options:
        take(left[0])
    if "default" in facts and "default" in left:
        value = text_of(facts["default"])
        if value is None or value in terms or not _is_term(value):
            take("default", *([value] if value is not None else []))
    for kind in ("range", "length", "items"):
        least, most = (text_of(bound) for bound in sides(facts.get(kind)))
        both = least in left and most in left
        if most is not None and most in left and (both or not {"most", "exactly"}.isdisjoint(left)):
            take(most, "most", "range")
            bounded = True
        if (
            least is not None
            and (least in left or least == most)
            and (both or not {"least", "exactly"}.isdisjoint(left))
        ):
            take(least, "least", "exactly", "range")
            bounded = True
    factor = text_of(facts.get("multipleOf"))
    if factor is not None and factor in left and "multiple" in left:
        take(factor, "multiple")
    for fact, word in (("deprecated", "deprecated"), ("uniqueItems", "unique")):
        if facts.get(fact) is True:
            take(word)
    if facts.get("required") is True and "required" in left and (marks or set(left) <= {"required"}):
        take("required")
    if facts.get("required") is False and "optional" in left and (marks or set(left) <= {"optional"}):
        take("optional")
    if bounded:  # must be at most …
        take("required")
    return [] if bounded and set(left) <= _IDLE else left


def _settled(terms: list[str], text: str) -> list[str]:
    """The terms without those that say nothing beside the others."""
    kept = [term for term in terms if term not in _IDLE]
    numbers = [term for term in kept if is_number(term)]
    if len(numbers) == 2 and {"most", "least"} <= set(kept):
        kept = [term for term in kept if term not in ("most", "least")]
    if numbers and not _BOUND.isdisjoint(kept) and not text.lower().startswith(("required", "mandatory")):
        kept = [term for term in kept if term != "required"]
    if not numbers:
        kept = [term for term in kept if term not in ("multiple", "exactly", "most", "least")]
    if "required" not in kept:
        kept = [term for term in kept if term != "or" and (term != "all" or "conflicts" in kept)]
    if {"most", "only"} <= set(kept) and re.search(r"\d\s?\w*\sonly\W*$", text):  # up to 10 seconds only
        kept.remove("only")
    return kept


def _order(names: Sequence[str], text: str, known: Collection[str]) -> str:
    """Fingerprints of the order of numbers, options and names of which swapping two would say something else."""
    clauses = []
    for clause in _CLAUSE.split(text):
        mine = _in_order([term for term in terms_of(_UNIT.sub(" ", clause), known) if term in names])
        if mine:
            apart = sum(not is_number(name) for name in mine) > 1
            clauses.append((mine if apart else sorted(mine), {*words_of(clause, known), *INDEX.findall(clause)}))
    whole = _print_of(names)
    if len(clauses) < 2:
        return whole
    everywhere = set.intersection(*(words for _, words in clauses))
    return f"{whole}.{_print(sorted(' '.join([*mine, *sorted(words - everywhere)]) for mine, words in clauses))}"


def _in_order(terms: Iterable[str]) -> list[str]:
    """The numbers, options and names among terms; of formats of files one after the other the order says nothing."""
    names: list[str] = []
    formats: list[str] = []
    for term in terms:
        if is_word(term) or term.startswith("unit:"):
            continue
        if is_format(term):
            formats.append(term)
        else:
            names += [*sorted(formats), term]
            formats = []
    return [*names, *sorted(formats)]


def _print_of(names: Sequence[str]) -> str:
    """The fingerprint of an order; nothing for the one that the terms of a lock have."""
    return "" if [*names] == sorted(names) else _print(names)


def _print(lines: Iterable[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()[:8]


def same_order(old: Meaning, new: Meaning) -> bool:
    """Whether the values of two statements stand in one order, or the same clauses do in another."""
    (whole, _, clauses), (now, _, others) = (meaning.order.partition(".") for meaning in (old, new))
    return whole == now or (clauses != "" and clauses == others)


def exchanged(old: Meaning, new: Meaning) -> tuple[str, str] | None:
    """The two terms that have changed places between two statements with the same terms; None where more has moved."""
    if old.terms != new.terms or same_order(old, new):
        return None
    whole = old.order.partition(".")[0]
    for pair in combinations(list(dict.fromkeys(new.sequence))[:MOST_EXCHANGED], 2):
        back = dict(zip(pair, pair[::-1], strict=True))
        if _print_of([back.get(name, name) for name in new.sequence]) == whole:
            return pair
    return None


def words_of(text: str, options: Collection[str] = ()) -> tuple[str, ...]:
    """The hashes of the words of a text that are neither terms nor carriers; of Chinese, of every two signs."""
    stems: list[str] = []
    for match in _LETTERS.finditer(text):
        word = match[0]
        if _HAN.search(word):
            stems += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
            continue
        lower = word.lower()
        if word in options or lower in _CARRIERS or len(lower) < 3 or terms_of(word):
            continue
        stem = _stem(lower)
        stems.append(_SYNONYMS.get(stem, stem))
    return tuple(sorted(sha256(stem.encode()).hexdigest()[:HASHED] for stem in stems))


def _stem(word: str) -> str:
    for ending in ("ically", "ingly", "edly", "ing", "ies", "ied", "ily", "ly", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def differs(old: Meaning, new: Meaning, beside: Collection[str] = ()) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """What one says and the other does not, either way round; None where both say the same in other words.

    beside: words that have gone from the same place, which the new one may have taken over.
    """
    before, after = (Counter(meaning.terms) for meaning in (old, new))
    for word in before.keys() & after.keys():
        if not is_value(word):  # said twice, it binds no more
            before[word] = after[word] = 1
    lost, gained = list((before - after).elements()), list((after - before).elements())
    if not (_units(lost) and _units(gained)):
        lost, gained = ([item for item in several if not item.startswith("unit:")] for several in (lost, gained))
    if lost or gained:
        return tuple(_said(term) for term in lost), tuple(_said(term) for term in gained)
    if not same_order(old, new):
        return (), ()
    if _OPEN.isdisjoint(new.terms):
        return None
    words = set(old.words), set(new.words)
    return ((), ()) if words[0] - words[1] and words[1] - words[0] - {*beside} else None


def terms_of_fact(kind: str, value: object) -> tuple[str, ...]:
    """The terms with which a sentence says a fact; none for a kind that no sentence says."""
    if kind in ("range", "length", "items") and isinstance(value, list):
        least, most = (text_of(bound) for bound in sides(value))
        if least is not None and most is not None:
            return (least, most) if least != most else (least,)
        return ("most", most) if most is not None else ("least", least) if least is not None else ()
    if kind == "options" and isinstance(value, list):
        options = [text for option in value if (text := text_of(option)) is not None]
        numbers = len(options) > 2 and all(map(is_number, options))
        return (options[0], options[-1]) if numbers else tuple(options)
    if kind == "default" and isinstance(value, str | int | float | bool):
        return ("default", str(text_of(value)))
    return ()


def is_value(term: str) -> bool:
    """Whether a term is a number, a value or a name rather than a word that binds."""
    return not (is_word(term) or term in _OPEN or term in TURNING or term.startswith("unit:"))


def _units(terms: Iterable[str]) -> bool:
    return any(term.startswith("unit:") for term in terms)


def _said(term: str) -> str:
    return term.removeprefix("unit:")


def _is_term(value: str) -> bool:
    """Whether a default that a sentence names is among its terms."""
    return bool(terms_of(value))


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []

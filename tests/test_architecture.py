"""The script that counts the architecture counts right, and its contract finds the circle that others miss."""

from __future__ import annotations

import grimp
from importlinter import ContractCheck

from tests.architecture import AcyclicFiles, circles, of_siblings


def test_circles_are_groups_in_which_each_leads_to_every_other() -> None:
    arrows = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": set(), "x": {"y", "a"}, "y": {"x"}}
    assert circles(arrows) == [["a", "b", "c"], ["x", "y"]]
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_siblings_import_what_anything_inside_them_imports() -> None:
    files = {"p": {"p.a"}, "p.a": {"p.a.x"}, "p.a.x": {"p.b.y", "p.c"}, "p.b": set(), "p.b.y": {"p.b"}, "p.c": set()}
    assert of_siblings(files, "p") == {"a": {"b", "c"}, "b": set(), "c": set()}
    assert of_siblings(files, "p.a") == {"x": set()}


def checked(*imports: tuple[str, str]) -> ContractCheck:
    graph = grimp.ImportGraph()
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    return AcyclicFiles("files", {}, {}).check(graph, verbose=False)


def test_a_circle_through_a_package_itself_is_found_and_its_shortest_way_shown() -> None:
    assert checked(("p", "p.a"), ("p", "p.b"), ("p.a", "p.b")).kept
    found = checked(("p", "p.a"), ("p", "p.b"), ("p.a", "p.b"), ("p.b", "p"))
    assert not found.kept
    assert found.metadata["circles"] == [("p", "p.b", "p")]

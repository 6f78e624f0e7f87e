"""What was typed beside what is stored: every difference, every choice, nothing lost (D-11)."""

from datetime import date
from typing import Any

from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField

from forms.fields import BeDateField, ChecklistField
from forms.versioned import VersionedForm, content_digest, differences, typed_pairs, with_choices


class Example(VersionedForm):
    name = StringField("Naam")
    begin = BeDateField("Begin")
    modules = ChecklistField("Modules", choices=[("A", "Module A"), ("B", "Module B")])
    elsewhere = BooleanField("Elders")


STORED: dict[str, Any] = {"name": "Noor", "begin": date(2024, 1, 8), "modules": ["A"], "elsewhere": False}


def in_request(app: Flask) -> Any:
    return app.test_request_context("/", method="POST")


def test_every_field_that_differs_is_named_with_both_values_however_it_was_typed_d11(app: Flask) -> None:
    with in_request(app):
        mine = Example(MultiDict([("name", "Nour"), ("begin", "08012024"), ("modules", "A"), ("modules", "B")]))
        found = differences(mine, Example(formdata=None, data=STORED))
    assert [(one.label, one.mine, one.theirs) for one in found] == [
        ("Naam", "Nour", "Noor"),
        ("Modules", "Module A\nModule B", "Module A"),
    ]


def test_choosing_theirs_takes_what_is_stored_and_keeps_the_rest_d11(app: Flask) -> None:
    posted = MultiDict(
        [
            ("name", "Nour"),
            ("modules", "B"),
            ("keep-modules", "theirs"),
            ("keep-name", "mine"),
            ("conflict_seen", "yes"),
        ]
    )
    with in_request(app):
        chosen = with_choices(posted, Example(formdata=None, data=STORED))
    assert sorted(chosen.items(multi=True)) == [("modules", "A"), ("name", "Nour")]


def test_a_change_elsewhere_in_the_dossier_is_no_conflict_d11(app: Flask) -> None:
    with in_request(app):
        stored = Example(formdata=None, data=STORED)
        mine = Example(MultiDict({"version": "3", "seen": content_digest(stored), "name": "Nour"}))
        assert not mine.is_stale(stored, 4)
        assert mine.is_stale(Example(formdata=None, data={**STORED, "name": "Noor Lies"}), 4)


def test_a_form_that_does_not_tell_what_was_seen_is_never_saved_over_another_d11(app: Flask) -> None:
    with in_request(app):
        assert Example(MultiDict({"name": "Nour"})).is_stale(Example(formdata=None, data=STORED), 4)


def test_all_that_was_typed_is_sent_along_but_not_the_marks_of_the_screen_d11() -> None:
    posted = MultiDict(
        [("name", "Nour"), ("modules", "A"), ("modules", "B"), ("seat", "1"), ("version", "3"), ("keep-name", "mine")]
    )
    assert typed_pairs(posted) == [("name", "Nour"), ("modules", "A"), ("modules", "B")]

"""The templates: all compile, and none lets in what the content policy forbids (docs/architecture.md §8)."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flask_appbuilder
import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from wtforms import BooleanField, DateField, Form, HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from app import presentation
from app.plots import Bar, Lane, timeline

OURS = Path(__file__).parents[2] / "app" / "templates"
STATIC = OURS.parent / "static"
THEIRS = Path(flask_appbuilder.__file__).parent / "templates"
SOURCES = {str(path.relative_to(OURS)): path.read_text() for path in sorted(OURS.rglob("*.html"))}
SEAT = SimpleNamespace(id=7, place_name="De Vlier", subtitle="Voorziening · OVBJ", role_label="Medewerker")


def nothing(*_: Any, **__: Any) -> str:
    return ""


@pytest.fixture(scope="module")
def environment() -> Environment:
    """A Jinja environment with the names Flask, Flask-AppBuilder and the application give to templates."""
    loader = ChoiceLoader([FileSystemLoader(OURS), FileSystemLoader(THEIRS)])
    made = Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    made.globals.update(
        csp_nonce=lambda: "abc", csrf_token=lambda: "token", current_seat=SEAT, seat_count=2, search_url="/opzoeken/",
        navigation=[{"label": "Dossiers", "items": [SimpleNamespace(label="Overzicht", href="/", here=True)]}],
        url_for=lambda endpoint, **values: "/" + values.get("filename", endpoint),
        get_flashed_messages=lambda **_: [("success", "Bewaard.")],
    )  # fmt: skip
    made.filters.update(
        date=presentation.day, moment=presentation.moment, number=presentation.number, percent=presentation.percent
    )
    for name in [
        "get_actions_on_list",
        "get_actions_on_show",
        "safe_url_for",
        "link_order",
        "link_page",
        "link_page_size",
        "get_link_next",
        "get_link_back",
        "set_link_filters",
        "get_link_order",
        "get_attr",
        "is_menu_visible",
        "is_item_visible",
    ]:
        made.filters.setdefault(name, nothing)
    return made


class Example(Form):
    version = HiddenField(default="3")
    number = StringField("Rijksregisternummer", [InputRequired("Vul het nummer in.")], description="11 cijfers.")
    begin = DateField("Begin", [InputRequired("Vul een datum in als dd/mm/jjjj.")], format="%d/%m/%Y")
    ground = RadioField("Grond", choices=[("voluntary", "Vrijwillig"), ("judicial", "Gerechtelijk")])
    modules = SelectMultipleField("Modules", choices=[(str(number), f"Module {number}") for number in range(12)])
    elsewhere = BooleanField("Elders")


class Posted(dict[str, list[str]]):
    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])


def shown(environment: Environment, source: str, **values: Any) -> str:
    return environment.from_string(source).render(**values)


def test_every_template_compiles(environment: Environment) -> None:
    for name in SOURCES:
        environment.get_template(name)


@pytest.mark.parametrize(
    "forbidden", [r"\sstyle\s*=", r"<style\b", r"\son[a-z]+\s*=\s*[\"']", "javascript:"], ids=lambda each: str(each)
)
def test_no_template_of_ours_styles_or_scripts_inside_an_element(forbidden: str) -> None:
    assert [name for name, source in SOURCES.items() if re.search(forbidden, source)] == []


def test_every_script_carries_the_nonce() -> None:
    tags = [tag for source in SOURCES.values() for tag in re.findall(r"<script\b[^>]*>", source)]
    assert tags
    assert [tag for tag in tags if 'nonce="{{ csp_nonce() }}"' not in tag] == []


def test_nothing_loads_from_another_host() -> None:
    address = re.compile(r"(?:href|src|url|import|from)\s*[=(]?\s*[\"'(]?((?:https?:)?//[^\s\"')]+)")
    paths = [*OURS.rglob("*.html"), *STATIC.rglob("*.css"), *STATIC.rglob("*.js")]
    assert {path.name: address.findall(path.read_text()) for path in paths if address.search(path.read_text())} == {}


def test_every_form_that_posts_carries_protection() -> None:
    forms = [
        form
        for source in SOURCES.values()
        for form in re.findall(r"<form\b(?:[^>]|->)*?>.*?(?=</form>|\Z)", source, re.DOTALL)
        if re.search(r'method="post"', form)
    ]
    assert forms
    assert [form for form in forms if "secret_fields" not in form and "csrf_token" not in form] == []


@pytest.mark.parametrize("base", ["layout.html", "plain.html", "fab_base.html"])
def test_every_page_is_dutch_and_has_one_title_and_a_way_to_skip_the_menu(environment: Environment, base: str) -> None:
    page = shown(environment, "{% extends base %}{% block title %}Overzicht{% endblock %}", base=base, title="Lijst")
    assert '<html lang="nl">' in page
    assert page.count("<h1>") == 1
    assert 'href="#inhoud"' in page
    assert 'id="inhoud"' in page


def test_the_rail_says_for_whom_somebody_works_a_1(environment: Environment) -> None:
    page = shown(environment, "{% extends 'layout.html' %}")
    assert "De Vlier" in page
    assert "Wissel van plaats" in page
    assert 'aria-current="page"' in page


def test_a_form_carries_its_seat_and_its_version(environment: Environment) -> None:
    source = "{% import 'macros/forms.html' as forms with context %}{{ forms.secret_fields(form) }}"
    fields = shown(environment, source, form=Example())
    assert '<input type="hidden" name="csrf_token" value="token">' in fields
    assert '<input type="hidden" name="seat" value="7">' in fields
    assert '<input type="hidden" name="version" value="3">' in fields


def test_a_fault_stands_at_its_field_with_the_text_kept_and_in_the_list_above(environment: Environment) -> None:
    form = Example(Posted(begin=["31/02/2026"], ground=["judicial"], modules=["4"]))
    form.validate()
    source = (
        "{% import 'macros/forms.html' as forms with context %}{{ forms.error_summary(form) }}"
        "{% for field in form if field.name != 'version' %}{{ forms.row(field) }}{% endfor %}"
    )
    page = shown(environment, source, form=form)
    assert '<a href="#begin">Begin</a>' in page
    assert 'value="31/02/2026"' in page
    assert re.search(r'<input type="text"[^>]*id="number"[^>]*aria-invalid="true"', page)
    assert 'aria-describedby="number-hint number-error"' in page
    assert 'id="number-error"' in page
    assert 'id="number-hint"' in page
    assert re.search(r'value="4" checked', page)
    assert re.search(r'value="judicial" checked', page)


def test_a_caution_is_confirmed_by_its_rule_s_8(environment: Environment) -> None:
    source = "{% import 'macros/forms.html' as forms with context %}{{ forms.cautions(cautions, ('S-8',)) }}"
    page = shown(environment, source, cautions=[SimpleNamespace(rule="S-8", message="Twee verblijfsmodules.")])
    assert re.search(r'name="confirmed" value="S-8" checked', page)


def test_a_conflict_shows_both_texts_and_keeps_all_that_was_typed_d_11(environment: Environment) -> None:
    source = (
        "{% from 'macros/conflict.html' import conflict with context %}"
        "{{ conflict(differences, 'Bert', when, [('reference', 'LG-3'), ('version', '3')], 4, '/x') }}"
    )
    difference = SimpleNamespace(field="reference", label="Eigen referentie", mine="LG-3", theirs="LG-4")
    page = shown(environment, source, differences=[difference], when=datetime(2026, 11, 22, 15, 40, tzinfo=UTC))
    assert "22/11/2026 16:40" in page
    assert re.search(r'name="keep-reference" value="mine" checked', page)
    assert re.search(r'name="keep-reference" value="theirs"', page)
    assert '<input type="hidden" name="reference" value="LG-3">' in page
    assert page.count('name="version"') == 1
    assert 'name="version" value="4"' in page


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 429, 500])
def test_every_refusal_says_what_happened_and_what_to_do(environment: Environment, code: int) -> None:
    page = environment.get_template("pages/error.html").render(code=code, in_layout=code == 404)
    assert "Wat je kunt doen:" in page
    assert ("Hoofdmenu" in page) is (code == 404)


def test_a_form_of_another_seat_is_kept_and_can_be_posted_after_a_switch(environment: Environment) -> None:
    target = SimpleNamespace(id=8, place_name="De Brug", role_label="Medewerker")
    fields = [("reference", "LG-3", "Eigen referentie"), ("seat", "8"), ("csrf_token", "old")]
    page = environment.get_template("pages/other_seat.html").render(
        target_seat=target, current_seat=SEAT, fields=fields, action="/dossiers/x"
    )
    assert '<input type="hidden" name="reference" value="LG-3">' in page
    assert 'name="switch_to_seat" value="8"' in page
    assert "Eigen referentie" in page
    assert "old" not in page
    assert page.count('name="seat" value="8"') == 1


def test_a_plot_comes_with_a_name_and_a_table_that_says_the_same(environment: Environment) -> None:
    plot = timeline(
        [Lane("Verblijf", [Bar(date(2024, 1, 8), None, "<b>", "residence")])],
        date(2024, 1, 1),
        date(2024, 12, 31),
        date(2024, 7, 1),
    )
    page = shown(
        environment, "{% from 'macros/plots.html' import timeline %}{{ timeline(plot, 'Verloop') }}", plot=plot
    )
    assert '<title id="timeline-title">Verloop</title>' in page
    assert "<desc" in page
    assert "Toon als tabel" in page
    assert "08/01/2024" in page
    assert "loopt" in page
    assert "<b>" not in page


def test_every_file_a_script_imports_is_there() -> None:
    for script in STATIC.rglob("*.js"):
        for name in re.findall(r"from '\./([^']+)'", script.read_text()):
            assert (script.parent / name).is_file()

"""Where templates come from, how they are translated, and that a fragment is a part of its page."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from tongban_web.languages import Language
from tongban_web.styleguide_content import context
from tongban_web.templating import COMPONENTS, build_environment, render_block, render_page, requested_block

PACKAGE = resources.files("tongban_web")
DOCUMENT = Path(__file__).parents[2] / "docs" / "design_system.md"


@pytest.mark.parametrize("block", ["case_holder", "case_hops", "queue"])
def test_a_fragment_is_exactly_that_part_of_the_page(block: str) -> None:
    environment = build_environment(None, ())
    page = render_page(environment, "styleguide.html", context())
    fragment = render_block(environment, "styleguide.html", block, context())
    assert fragment.strip().startswith(f'<div id="{block.replace("_", "-")}"')
    assert fragment in page


def test_an_unknown_block_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="no_such_block"):
        render_block(build_environment(None, ()), "styleguide.html", "no_such_block", context())


def test_only_a_partial_htmx_request_for_an_offered_block_gets_a_fragment() -> None:
    headers = {"hx-request": "true", "hx-request-type": "partial", "hx-target": "div#case-hops"}
    assert requested_block(headers, ["case_hops"]) == "case_hops"
    assert requested_block(headers, ["queue"]) is None
    assert requested_block({**headers, "hx-request-type": "full"}, ["case_hops"]) is None
    assert requested_block({}, ["case_hops"]) is None


def test_a_province_overrides_a_page_and_can_extend_the_one_it_replaces(tmp_path: Path) -> None:
    (tmp_path / "error.html").write_text(
        '{% extends "web/error.html" %}{% block title %}本省：{{ message }}{% endblock %}', encoding="utf-8"
    )
    environment = build_environment(tmp_path, ())
    link = context()["sample"].link  # type: ignore[attr-defined]
    page = render_page(
        environment, "error.html", {**context(), "message": "未找到", "remedy": "请检查编号", "back": link}
    )
    assert "<h1>本省：未找到</h1>" in page
    assert "请检查编号" in page


def test_a_plugins_templates_stand_under_its_own_prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "tongban_sample_matter"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "templates" / "receipt.html").write_text("回执")
    monkeypatch.syspath_prepend(tmp_path)
    assert (
        build_environment(None, ["tongban_sample_matter"]).get_template("sample_matter/receipt.html").render() == "回执"
    )


def test_what_people_typed_is_escaped() -> None:
    template = build_environment(None, ()).from_string("{{ ui.field_text(name='n', label='姓名', value=typed) }}")
    assert 'value="&#34;&gt;&lt;script&gt;"' in template.render(typed='"><script>')


def test_a_misspelt_argument_or_component_fails_aloud() -> None:
    environment = build_environment(None, ())
    with pytest.raises(TypeError, match="lable"):
        environment.from_string("{{ ui.field_text(name='n', lable='姓名') }}").render()
    with pytest.raises(UndefinedError, match="feild"):
        environment.from_string("{{ ui.feild_text(name='n', label='姓名') }}").render()


def test_texts_are_translated_from_a_catalogue_with_and_without_variables(tmp_path: Path) -> None:
    texts = {"提交": "Submit", "已收 %(n)s 件": "%(n)s received"}
    environment = build_environment(None, (), language=Language("en_US", texts))
    assert (
        environment.from_string('{{ _("提交") }}|{{ _("已收 %(n)s 件", n=3) }}|{{ _("办结") }}').render()
        == "Submit|3 received|办结"
    )
    assert build_environment(None, ()).from_string('{{ _("已收 %(n)s 件", n=3) }}').render() == "已收 3 件"


def test_no_template_holds_inline_script_or_style() -> None:
    pattern = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|\bhx-on|javascript:|js:")
    for template in Path(str(PACKAGE / "templates")).rglob("*.html"):
        assert not pattern.search(template.read_text(encoding="utf-8")), template.name


def test_the_vendored_script_is_the_one_its_notes_and_the_page_name() -> None:
    content = (PACKAGE / "static" / "vendor" / "htmx-4.0.1.min.js").read_bytes()
    notes = (PACKAGE / "static" / "vendor" / "README.md").read_text(encoding="utf-8")
    integrity = "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
    assert hashlib.sha256(content).hexdigest() in notes
    assert integrity in notes
    assert integrity in (PACKAGE / "templates" / "base.html").read_text(encoding="utf-8")


def test_the_design_document_states_every_component_with_its_exact_signature() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    for component in COMPONENTS:
        source = (PACKAGE / "templates" / "components" / f"{component}.html").read_text(encoding="utf-8")
        for signature in re.findall(r"{% macro ([a-z]\w*\(.*?\)) -?%}", source):
            assert f"`{signature}`" in document, signature

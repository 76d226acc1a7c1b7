from __future__ import annotations

import pytest
from jinja2 import DictLoader
from markupsafe import Markup

from tongban_web.escaping import PageEnvironment, escaped


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("办件编号 KS44", "办件编号 KS44"),
        ("<b>", "&lt;b&gt;"),
        ("a & b", "a &amp; b"),
        ('"x"', "&#34;x&#34;"),
        ("it's", "it&#39;s"),
        (Markup("<b>"), "<b>"),
        (20, "20"),
        (None, "None"),
    ],
)
def test_a_value_is_written_out_as_html(value: object, written: str):
    assert escaped(value) == written


def test_a_template_escapes_values_attributes_and_what_macros_are_given():
    pages = {
        "macro.html": '{% macro link(url, text) %}<a href="{{ url }}">{{ text }}</a>{% endmacro %}',
        "page.html": "{% from 'macro.html' import link %}{{ link(url, text) }}"
        "{% set twice %}{{ text }}{% endset %}{{ twice }}",
    }
    environment = PageEnvironment(autoescape=True, loader=DictLoader(pages))
    page = environment.get_template("page.html").render(url='/?a=1"&b', text="<script>")
    assert page == '<a href="/?a=1&#34;&amp;b">&lt;script&gt;</a>&lt;script&gt;'


def test_text_put_together_in_a_template_is_escaped_once():
    environment = PageEnvironment(autoescape=True)
    page = environment.from_string("{{ '<br>'|safe ~ text }}{{ text|join('<') }}").render(text="<")
    assert page == "<br>&lt;&lt;"

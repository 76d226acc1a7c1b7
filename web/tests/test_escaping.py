from __future__ import annotations

import pytest
from jinja2 import DictLoader, StrictUndefined, UndefinedError
from markupsafe import Markup

from tongban_web.escaping import PageEnvironment


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
    page = PageEnvironment(autoescape=True).from_string("<p>{{ value }}</p>{{ holder.value }}")
    assert page.render(value=value, holder={"value": value}) == f"<p>{written}</p>{written}"


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


class _Case:
    number = "KS<44>"
    empty = None


def test_an_attribute_is_asked_of_the_object_and_then_of_its_keys():
    environment = PageEnvironment(autoescape=True, undefined=StrictUndefined)
    page = environment.from_string("{{ case.number }} {{ case.empty }} {{ pair.second.number }} {{ pair.items }}")
    pair = {"second": _Case(), "items": "the method is meant, as Jinja has it"}
    assert page.render(case=_Case(), pair=pair).startswith("KS&lt;44&gt; None KS&lt;44&gt; &lt;built-in method items")


def test_an_attribute_that_is_nowhere_fails_aloud_unless_it_is_asked_for_as_such():
    environment = PageEnvironment(autoescape=True, undefined=StrictUndefined)
    with pytest.raises(UndefinedError, match="nunber"):
        environment.from_string("{{ case.nunber }}").render(case=_Case())
    page = environment.from_string("{{ case.nunber is defined }} {{ case.nunber|default('-') }}")
    assert page.render(case=_Case()) == "False -"


def test_blocks_within_blocks_stand_where_the_extended_pages_have_them():
    pages = {
        "base.html": "<{% block main %}base{% endblock %}>{% if told %}{% block told %}told{% endblock %}{% endif %}",
        "page.html": "{% extends 'base.html' %}{% block main %}page {% block content %}{% endblock %}{% endblock %}",
        "case.html": "{% extends 'page.html' %}{% block content %}{{ case }}{% endblock %}"
        "{% block told %}{{ super() }} {{ case }}{% endblock %}",
    }
    environment = PageEnvironment(autoescape=True, loader=DictLoader(pages))
    page = environment.get_template("case.html")
    assert page.render(case="<1>", told=True) == "<page &lt;1&gt;>told &lt;1&gt;"
    assert page.render(case="<1>", told=False) == "<page &lt;1&gt;>"


def test_a_component_is_given_what_stands_in_its_call_and_answers_in_html():
    pages = {
        "link.html": '{% macro link(url, text="打开") %}<a href="{{ url }}">{{ text }}</a>{% endmacro %}',
        "page.html": '{% for url in urls %}{{ ui.link(url) }}{{ ui.link(text="<b>", url=url) }}{% endfor %}',
    }
    environment = PageEnvironment(autoescape=True, loader=DictLoader(pages))
    environment.globals["ui"] = environment.get_template("link.html").module
    page = environment.get_template("page.html").render(urls=["/a&b"])
    assert page == '<a href="/a&amp;b">打开</a><a href="/a&amp;b">&lt;b&gt;</a>'

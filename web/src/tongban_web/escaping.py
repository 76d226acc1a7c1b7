"""Templates that write out quickly: attributes and plain values without a call, blocks in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame

from tongban_web.translations import LEGAL, said_value

if TYPE_CHECKING:
    from tongban_web.languages import Language

_SPECIAL: Final = re.compile(r"[&<>'\"]")
_IN_ATTRIBUTE: Final = re.compile(r"""([\w-]+)="[^"<>]*$""")
_READ_OUT: Final = frozenset({"alt", "aria-description", "aria-label", "data-label", "label", "placeholder", "title"})


class WrittenOut(CodeGenerator):
    """Compiles what a page of many cells does hundreds of times; the rest is as Jinja does it."""

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802 - Jinja names it so
        """A block in one piece: otherwise every cell of a page passes through each template that it extends."""
        if (frame.toplevel and self.extends_so_far) or node.required or frame.buffer is not None:
            super().visit_Block(node, frame)
            return
        context = self.derive_context(frame) if node.scoped else self.get_context_ref()
        self.writeline(f"yield concat(context.blocks[{node.name!r}][0]({context}))", node)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja names it so
        """An attribute of an object; what has no such attribute is asked in Jinja's way."""
        self.write("(found if (found := getattr((held := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr(held, {node.attr!r}))")

    def visit_Call(  # noqa: N802 - Jinja names it so
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - and hands it on so
    ) -> None:
        """A component is a macro, which needs nothing of what Jinja looks for before it calls something."""
        if forward_caller or not _is_component(node.node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(*()")
        self.signature(node, frame)
        self.write(")")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802 - Jinja names it so
        """`|given` only says that a value stays as it is in every language."""
        if _is_given(node) and node.node is not None:
            self.visit(node.node, frame)
        else:
            super().visit_Filter(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if _usual(frame, finalize):
            self.write("(text if type(text := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if _usual(frame, finalize):
            # What holds no special character stays the text it is, without being made `Markup`.
            self.write(") is str and environment.special(text) is None else escape(text))")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_component(called: nodes.Expr) -> bool:
    return isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name) and called.node.name == "ui"


def _usual(frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> bool:
    return bool(frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None)


class SaidInOtherWords(WrittenOut):
    """Compiles for a language beside Chinese: what core and plugins word is said in that language as it is written out.

    An attribute that nobody reads (`value`, `href`) comes back to us and stays as it is.
    """

    _kept: frozenset[int] = frozenset()

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - Jinja names it so
        """Text and values in turn; the text before a value tells where it stands."""
        self._kept = frozenset(_unread(node))
        super().visit_Output(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if self._is_said(node, frame, finalize):
            self.write("escape(environment.said(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if self._is_said(node, frame, finalize):
            self.write("))")
        else:
            super()._output_child_post(node, frame, finalize)

    def _is_said(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> bool:
        return _usual(frame, finalize) and id(node) not in self._kept and self.name != LEGAL


def _unread(output: nodes.Output) -> Iterator[int]:
    before = ""
    for each in output.nodes:
        if isinstance(each, nodes.TemplateData):
            before += each.data
        elif _is_given(each) or _stands_unread(before):
            yield id(each)


def _is_given(value: nodes.Expr) -> bool:
    return isinstance(value, nodes.Filter) and value.name == "given"


def _stands_unread(before: str) -> bool:
    attribute = _IN_ATTRIBUTE.search(before)
    return attribute is not None and attribute[1] not in _READ_OUT


class PageEnvironment(Environment):
    """A Jinja environment whose templates write out that way."""

    code_generator_class = WrittenOut
    special = staticmethod(_SPECIAL.search)


class TranslatedEnvironment(PageEnvironment):
    """The same for a language beside Chinese."""

    code_generator_class = SaidInOtherWords

    def said(self, value: object) -> object:
        """A value as it is written out."""
        language: Language = self.language  # type: ignore[attr-defined]
        return said_value(language.words, value)

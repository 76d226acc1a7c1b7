"""Templates that write out quickly: attributes and plain values without a call, blocks in one piece."""

from __future__ import annotations

import re
from typing import Final

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame

_SPECIAL: Final = re.compile(r"[&<>'\"]")


class WrittenOut(CodeGenerator):
    """Compiles the three things that a page of many cells does hundreds of times; the rest is as Jinja does it."""

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


def _usual(frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> bool:
    return bool(frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None)


class PageEnvironment(Environment):
    """A Jinja environment whose templates write out that way."""

    code_generator_class = WrittenOut
    special = staticmethod(_SPECIAL.search)

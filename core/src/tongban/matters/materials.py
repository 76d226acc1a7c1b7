"""Materials and the alternative sources from which each may come."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Any

from tongban.matters.needs import Needs


@dataclass(frozen=True, slots=True)
class FromRegister:
    """The register answers for the material; the applicant hands in nothing.

    Where it gives no answer, an officer reads the record from the paper that came from another source, unless that does
    not say what the record says: `on_paper=False`, as of an identity card for which an account serves.
    """

    need: Needs[Any]
    _: KW_ONLY
    on_paper: bool = True


@dataclass(frozen=True, slots=True)
class FromMandate:
    """The mandate of the organisation applied for, without which nobody acts for it here: nothing is handed in."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file the applicant uploads; `types` are media types checked by content."""

    types: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png")
    maximum_bytes: int = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Pledge:
    """A written promise in place of proof (告知承诺), with the text and the consequence told."""

    text: str


@dataclass(frozen=True, slots=True)
class WindowCheck:
    """Looked at by the clerk in the person's presence (现场核验)."""


Source = FromRegister | FromMandate | Upload | Pledge | WindowCheck


@dataclass(frozen=True, slots=True)
class Material:
    """A paper or fact that the matter asks for, from the first of its sources that serves.

    `original` says that at a window the paper original is taken into custody. `refused_by` is the id of the rule that
    objects where the register holds nothing: the material then says no more of it.
    """

    key: str
    name: str
    sources: tuple[Source, ...]
    _: KW_ONLY
    reason: str = ""
    original: bool = False
    refused_by: str = ""
    shown_when: tuple[str, tuple[str, ...]] | None = None

    @property
    def waived(self) -> bool:
        """Whether a register or a mandate supplies it, so that the applicant need not hand it in (免提交)."""
        return isinstance(self.sources[0], FromRegister | FromMandate)

    @property
    def treatment(self) -> str:
        """How the material is handled, in the official vocabulary."""
        return TREATMENTS[type(self.sources[0])]


TREATMENTS: dict[type, str] = {
    FromRegister: "免提交-数据共享",
    FromMandate: "免提交-平台核对",
    Upload: "需提交",
    Pledge: "告知承诺",
    WindowCheck: "现场核验",
}

"""The chapters of the site: the platform, the journeys and each plugin, a plugin's specifications by matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.living_documentation.specifications import Feature, Scenario, read_features
from tongban import Matter
from tongban.plugins import load_plugins
from tongban.testing.specs.results import ScenarioResult
from tongban.testing.specs.shipped import features_of


@dataclass(frozen=True)
class Group:
    """The specifications of one matter, or those that are about none in particular.

    `elsewhere` are those of this matter too that stand under an earlier one.
    """

    title: str
    features: tuple[Feature, ...]
    elsewhere: tuple[Feature, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """One page of specifications."""

    page: str
    title: str
    lead: str
    groups: tuple[Group, ...]
    matters: tuple[Matter, ...] = ()

    @property
    def features(self) -> list[Feature]:
        """All of its specifications."""
        return [feature for group in self.groups for feature in group.features]

    @property
    def scenarios(self) -> list[Scenario]:
        """All of its scenarios."""
        return [scenario for feature in self.features for scenario in feature.scenarios]


def chapters(root: Path, plugins: Sequence[str], results: Sequence[ScenarioResult]) -> Iterator[Chapter]:
    """Every chapter, the platform's first; a plugin without matters has none."""
    for folder, title, lead in (
        ("platform", "平台", "不涉及具体事项的规格：号码、区划、期限、办件、路由、数据核验、审计。"),
        ("journeys", "几个事项连着办", "涉及两个以上事项的规格。"),
    ):
        files = (root / "features" / folder).rglob("*.feature")
        features = read_features(files, root=root, page=f"{folder}.html", results=results)
        yield Chapter(f"{folder}.html", title, lead, (Group("", tuple(features)),))
    for plugin in plugins:
        matters = load_plugins([plugin]).matters
        if matters:
            yield _of_plugin(root, plugin, matters, results)


def _of_plugin(root: Path, plugin: str, matters: tuple[Matter, ...], results: Sequence[ScenarioResult]) -> Chapter:
    page = f"{plugin}.html"
    features = read_features(features_of(plugin).rglob("*.feature"), root=root, page=page, results=results)
    return Chapter(
        page=page,
        title="、".join(dict.fromkeys(matter.guide.life_event or matter.name for matter in matters)),
        lead=f"插件 {plugin} 自带的规格。",
        groups=tuple(_by_matter(matters, features)),
        matters=matters,
    )


def _by_matter(matters: Sequence[Matter], features: Sequence[Feature]) -> Iterator[Group]:
    """Under each matter whose id is among the tags of a specification."""
    left = list(features)
    for matter in matters:
        own = [feature for feature in features if matter.id in feature.tags]
        here = tuple(feature for feature in own if feature in left)
        left = [feature for feature in left if feature not in own]
        if own:
            elsewhere = tuple(feature for feature in own if feature not in here)
            yield Group(f"{matter.name}（{matter.id}）", here, elsewhere)
    if left:
        yield Group("其他", tuple(left))

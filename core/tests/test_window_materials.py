"""What only a window can look at never keeps anybody from applying online."""

from __future__ import annotations

import pytest

from tongban.evidence.materials import MaterialStatus, missing
from tongban.matters.materials import Material, Upload, WindowCheck
from tongban.matters.matter import Channel
from tongban.matters.rules import Severity

CARD = Material(key="card", name="居民身份证", sources=(WindowCheck(),))
PHOTO = Material(key="photo", name="合影", sources=(WindowCheck(), Upload()))


@pytest.mark.parametrize(
    ("material", "channel", "severity"),
    [
        (CARD, Channel.ONLINE, Severity.NOTICE),
        (CARD, Channel.WINDOW, Severity.BLOCKING),
        (PHOTO, Channel.ONLINE, Severity.BLOCKING),
        (PHOTO, Channel.WINDOW, Severity.BLOCKING),
    ],
)
def test_a_material_for_the_window_is_only_announced_online(
    material: Material, channel: Channel, severity: Severity
) -> None:
    status = MaterialStatus(material=material, offers=material.sources)
    assert [each.severity for each in missing([status], channel=channel)] == [severity]

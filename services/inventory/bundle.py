"""Bundles as they are written."""

from typing import Final

import models
from services.bounds import Within
from services.master import Master

COMPONENTS_MAX: Final = 100

_COMPONENT: Final = Master(models.BundleComponent, within=Within("bundle_id", COMPONENTS_MAX))
BUNDLE: Final = Master(models.Bundle, lists={"components": _COMPONENT})

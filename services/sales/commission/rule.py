"""Commission rules as they are written."""

from typing import Final

import models
from services.master import Master

COMMISSION_RULE: Final = Master(models.CommissionRule)

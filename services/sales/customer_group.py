"""Customer groups as they are written."""

from typing import Final

import models
from services.master import Master

CUSTOMER_GROUP: Final = Master(models.CustomerGroup)

"""Which warehouses somebody is assigned to, as it is written."""

from typing import Final

import models
from services.master import Master

USER_WAREHOUSE: Final = Master(models.UserWarehouse)

"""The tree of product categories."""

import models
from services.master import Master

CATEGORY = Master(models.ProductCategory)

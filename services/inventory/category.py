"""The tree of product categories."""

import models
from services.masters import Master

CATEGORY = Master(models.ProductCategory)

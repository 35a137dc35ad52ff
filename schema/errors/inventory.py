"""Refusals of products, stock, what it is worth, receipts and scans."""

from schema.errors.making import UserError, refusal
from services.inventory import (
    adjustment,
    adjustment_lines,
    allocate,
    discrepancy,
    gs1,
    location,
    product,
    reservation,
    scan,
)
from services.inventory import revaluation as revaluing_stock
from services.inventory import status as stock_status
from services.inventory.goods_receipt import refusals as receiving
from services.inventory.transfer import life as transfer_life
from services.inventory.valuation import back_dating

PLACE_IN_CODE = "Where in the code that is, the first character being 0."

INVENTORY: tuple[type[UserError], ...] = (
    refusal(product.TrackingFixed),
    refusal(product.BarcodeInvalid, kind="The kind of barcode that it should be."),
    refusal(location.StockIsThere),
    refusal(stock_status.NoStockThere),
    refusal(adjustment_lines.InsufficientStock, shortages="What is not there."),
    refusal(adjustment_lines.CountOrDifference),
    refusal(adjustment_lines.LineRepeated),
    refusal(adjustment_lines.LotMissing, tracking="How finely the stock of the product is told apart."),
    refusal(adjustment_lines.NoStockKept),
    refusal(adjustment.AdjustmentPlaceMissing),
    refusal(adjustment_lines.CostUnfit),
    refusal(adjustment.DayToCome),
    refusal(discrepancy.DiscrepancySettled, state="What became of it."),
    refusal(discrepancy.PutAsideUnfit),
    refusal(revaluing_stock.NotAtStandardCost, method="How it is valued."),
    refusal(revaluing_stock.StandardCostUnfit),
    refusal(
        back_dating.StockBelowZeroLater,
        sku="What there would have been too little of.",
        posted_on="The first day on which that would have been so.",
        document="With which more would have gone than there was; null where none is known, or the viewer may not see it.",
    ),
    refusal(receiving.ArrivalUnfit),
    refusal(receiving.GoodsUnclear),
    refusal(receiving.LotsUnfit, tracking="How finely the stock of the product is told apart."),
    refusal(receiving.OrderLineNotReceivable),
    refusal(
        receiving.OrderLineOverReceived,
        order_line="The line of the order.",
        ordered="How much was ordered.",
        received="How much would have been received of it.",
    ),
    refusal(receiving.ReceivedUnitUnfit),
    refusal(receiving.SerialNumberTaken, serial_number="The number of the piece."),
    refusal(receiving.SupplierPlaceMissing),
    refusal(allocate.StockShort, shortages="What is not there."),
    refusal(reservation.ReservationHoldsLess, held="How much it holds, in the unit of the SKU."),
    refusal(reservation.DemandWantsLess, wanted="How much more it wants, in the unit of the SKU."),
    refusal(reservation.DemandOfOtherGoods),
    refusal(reservation.NotDemanding),
    refusal(reservation.GoodsInDoubt),
    refusal(reservation.GoodsGoBack),
    refusal(scan.NothingScannedFor),
    refusal(transfer_life.NothingToTransfer),
    refusal(transfer_life.TransferPlaceUnfit),
    refusal(transfer_life.TransferredMore, quantity="How much of the line there is, in the unit of the SKU."),
    refusal(transfer_life.TransitPlaceMissing),
    refusal(gs1.Gs1IdentifierUnknown, position=PLACE_IN_CODE),
    refusal(
        gs1.Gs1LengthUnfit,
        identifier="The application identifier.",
        position=PLACE_IN_CODE,
        length="How many characters its value has.",
        length_min="How many it has at least.",
        length_max="How many it has at most.",
    ),
    refusal(gs1.Gs1CharacterUnfit, identifier="The application identifier.", position=PLACE_IN_CODE),
    refusal(
        gs1.Gs1CheckDigitWrong,
        identifier="The application identifier.",
        position=PLACE_IN_CODE,
        expected="The digit that would be right.",
    ),
    refusal(gs1.Gs1DayInvalid, identifier="The application identifier.", position=PLACE_IN_CODE),
    refusal(
        gs1.Gs1Contradiction,
        identifier="The application identifier.",
        other="The one that it contradicts.",
        position=PLACE_IN_CODE,
    ),
    refusal(scan.ScanUnknown, text="What was scanned, 60 characters of it."),
    refusal(scan.ScanAmbiguous, text="What was scanned, 60 characters of it."),
    refusal(scan.ScansDiffer),
)

"""Refusals of shipments, carriers and tracking."""

from schema.errors.making import UserError, refusal
from services.logistics import rates as carrier_rates
from services.logistics import tracking
from services.logistics.shipment import arriving, booking, confirming, handling, picking, splitting
from services.logistics.shipment import life as shipment_life

LOGISTICS: tuple[type[UserError], ...] = (
    refusal(shipment_life.NothingToShip),
    refusal(shipment_life.OrderHeld, state="In which state the order is."),
    refusal(picking.PickedByAnother),
    refusal(picking.PickerMissing),
    refusal(picking.PickingOfOthers),
    refusal(confirming.NothingMissing),
    refusal(confirming.ReasonMissing),
    refusal(shipment_life.PickedMore, quantity="How much is to leave, in the unit of the SKU."),
    refusal(
        shipment_life.PackedOtherwise,
        line="The line of the shipment; null where it may not be seen.",
        picked="How much of it was picked, in the unit of the SKU.",
        packed="How much of it is packed, in that unit.",
    ),
    refusal(splitting.SplitMore, quantity="How much is in it, in the unit of the SKU."),
    refusal(shipment_life.LeavesWhole),
    refusal(handling.SsccUnfit),
    refusal(booking.NothingToBook),
    refusal(booking.ServiceMissing),
    refusal(booking.WeightUnknown, position="Its place among the parcels of the shipment."),
    refusal(booking.DestinationUnknown),
    refusal(shipment_life.CustomerPlaceMissing),
    refusal(arriving.ArrivedBefore),
    refusal(carrier_rates.WeightInvalid),
    refusal(tracking.CarriesNot, service="The code of the service."),
    refusal(tracking.CarrierOutOfUse),
    refusal(tracking.NotCarried, type_name="The type whose goods parcels do not carry."),
    refusal(arriving.EventInFuture),
)

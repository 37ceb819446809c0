"""The tables of the parcels, by subject; whoever needs one takes it from here."""

from app.parcels.models.batches import LabelBatch, LabelBatchItem, LabelPaper
from app.parcels.models.carrier import CarrierCall, CarrierOrder
from app.parcels.models.exceptions import ExceptionNote, ParcelException
from app.parcels.models.manifests import Manifest, ManifestExtra, ManifestParcel, ManifestSerial
from app.parcels.models.parcels import (
    BoxReturn,
    Parcel,
    ParcelBox,
    ParcelContent,
    StrayEvent,
    TrackingEvent,
)
from app.parcels.models.sent_days import SentCount, SentDay
from app.parcels.models.waybills import Waybill, WaybillRange

__all__ = [
    "BoxReturn",
    "CarrierCall",
    "CarrierOrder",
    "ExceptionNote",
    "LabelBatch",
    "LabelBatchItem",
    "LabelPaper",
    "Manifest",
    "ManifestExtra",
    "ManifestParcel",
    "ManifestSerial",
    "Parcel",
    "ParcelBox",
    "ParcelContent",
    "ParcelException",
    "SentCount",
    "SentDay",
    "StrayEvent",
    "TrackingEvent",
    "Waybill",
    "WaybillRange",
]

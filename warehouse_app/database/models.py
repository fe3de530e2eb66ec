"""All models and their tables in one namespace, for queries and migrations."""

from __future__ import annotations

from sqlalchemy import Table

from warehouse_app.database.goods import (
    Activity,
    Balance,
    Code,
    CountLine,
    CountTask,
    LifeRule,
    Location,
    Move,
    Product,
    Recall,
)
from warehouse_app.database.inbound import Asn, AsnLine, PickFace, Problem, PutTask, ReplenishTask
from warehouse_app.database.model import Model
from warehouse_app.database.orders import (
    Allocation,
    InsertRule,
    Listing,
    Order,
    OrderLine,
    Person,
    SetAside,
    Wave,
)
from warehouse_app.database.packing import BoxPlan, CoolantRule, KitJob, KitPart, KitUse, LearnedWeight, PackingRecipes
from warehouse_app.database.returns import (
    Clearance,
    Handover,
    Photo,
    RefurbishWork,
    ReturnCase,
    ReturnLine,
    ReturnRules,
    ReturnUnit,
)
from warehouse_app.database.setup import Carrier, Client, LoginFailure, NumberRange, Shift, Site, Station, User
from warehouse_app.database.work import (
    Action,
    Batch,
    Journal,
    Manifest,
    Outbox,
    Parcel,
    ParcelLine,
    PrintJob,
    TrackingNumber,
)

METADATA = Model.metadata


def table(model: type[Model]) -> Table:
    """The Core table of a model."""
    return model.__table__  # type: ignore[return-value]


__all__ = [
    "METADATA",
    "Action",
    "Activity",
    "Allocation",
    "Asn",
    "AsnLine",
    "Balance",
    "Batch",
    "BoxPlan",
    "Carrier",
    "Clearance",
    "Client",
    "Code",
    "CoolantRule",
    "CountLine",
    "CountTask",
    "Handover",
    "InsertRule",
    "Journal",
    "KitJob",
    "KitPart",
    "KitUse",
    "LearnedWeight",
    "LifeRule",
    "Listing",
    "Location",
    "LoginFailure",
    "Manifest",
    "Model",
    "Move",
    "NumberRange",
    "Order",
    "OrderLine",
    "Outbox",
    "PackingRecipes",
    "Parcel",
    "ParcelLine",
    "Person",
    "Photo",
    "PickFace",
    "PrintJob",
    "Problem",
    "Product",
    "PutTask",
    "Recall",
    "RefurbishWork",
    "ReplenishTask",
    "ReturnCase",
    "ReturnLine",
    "ReturnRules",
    "ReturnUnit",
    "SetAside",
    "Shift",
    "Site",
    "Station",
    "TrackingNumber",
    "User",
    "Wave",
    "table",
]  # fmt: skip

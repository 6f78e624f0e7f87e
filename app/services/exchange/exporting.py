"""Everything of one facility as an exchange file, closed dossiers included (G-3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.database import record_read
from app.domain.chain_plans import DecisionPlan, SchakelingPlan, in_order
from app.domain.dossiers import DELETED
from app.domain.late_registration import KnownPlacement, timed_begin, timed_end
from app.domain.period import OPEN_END
from app.domain.quarter import Quarter
from app.reference.load import type_modules_by_code
from app.services.exchange.clients import ADDRESS, COMPLETED_BY_STAFF, FROM_REGISTER
from app.services.exchange.facilities import EMPTY_MODULE
from app.services.exchange.known_dossiers import KnownDossier, load_contents
from app.services.exchange.reading import FORMAT
from models import (
    Account,
    ApprovedModule,
    CapacityRow,
    Client,
    Dossier,
    ExchangeIdentity,
    Facility,
    QuarterStatement,
    TypeModule,
    UtilisationOfClient,
    UtilisationTotal,
)

Record = dict[str, Any]


def export_facility(session: Any, facility: Facility) -> Record:
    """The document of one facility: its modules, capacity, clients, dossiers and utilisation.

    Imported into an empty installation and exported there again, it is the same. Ids are those under which the
    records came in from such a file, else made of codes and numbers.
    """
    writer = _Writer(session, facility, f"binc-{facility.code}")
    writer.learn_ids()
    dossiers = list(writer.dossiers())
    document = {
        "format": FORMAT,
        "source": writer.source,
        "history": True,
        "facilities": [writer.facility_record()],
        "capacity": list(writer.capacity()),
        "dossiers": dossiers,
        "utilisation": list(writer.utilisation()),
        "quarters": list(writer.quarters()),
        "clients": list(writer.clients()),
        "type_modules": list(writer.type_modules()),
    }
    trail = session().trail if callable(session) else session.trail
    trail.add("export", "facility", [facility.id])
    order = ("format", "source", "history", "type_modules", "facilities", "capacity", "clients", "dossiers")
    return {name: document[name] for name in (*order, "utilisation", "quarters")}


@dataclass
class _Writer:
    session: Any
    facility: Facility
    source: str
    ids: dict[tuple[str, int], str] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)
    used_clients: dict[int, None] = field(default_factory=dict)
    used_modules: set[str] = field(default_factory=set)

    def learn_ids(self) -> None:
        """The ids under which records came in from an export of this facility."""
        query = select(ExchangeIdentity).where(ExchangeIdentity.source == self.source)
        for one in self.session.scalars(query):
            self.ids[one.kind, one.record_id] = one.external_id
            self.taken.add((one.kind, one.external_id))

    def external(self, kind: str, record_id: int, otherwise: str) -> str:
        """The id of a record in the file, unlike that of any other record."""
        if (kind, record_id) not in self.ids:
            while (kind, otherwise) in self.taken:
                otherwise += "*"
            self.ids[kind, record_id] = otherwise
            self.taken.add((kind, otherwise))
        return self.ids[kind, record_id]

    def facility_record(self) -> Record:
        """The facility with its approved modules."""
        one = self.facility
        address = _present({name: getattr(one, name) for name in ("street", "postcode", "municipality")})
        query = (
            select(TypeModule.code, ApprovedModule.valid_from, ApprovedModule.valid_until)
            .join(TypeModule, TypeModule.id == ApprovedModule.type_module_id)
            .where(ApprovedModule.facility_id == one.id)
            .order_by(TypeModule.code, ApprovedModule.valid_from)
        )
        modules = [{"code": code, "from": _day(begin), "until": _day(until)} for code, begin, until in
                   self.session.execute(query)]  # fmt: skip
        self.used_modules |= {module["code"] for module in modules}
        kept = ("code", "name", "organisation_type", "province", "phone", "email")
        record = {name: getattr(one, name) for name in kept} | {"address": address or None, "modules": modules}
        return _present({**record, "several_provinces": one.several_provinces or None})

    def capacity(self) -> Iterator[Record]:
        """The capacity rows, line by line."""
        query = select(CapacityRow).where(CapacityRow.facility_id == self.facility.id)
        for row in self.session.scalars(query.order_by(CapacityRow.line, CapacityRow.valid_from)):
            self.used_modules |= {row.line, row.counts_toward or row.line}
            yield {
                "facility": self.facility.code,
                "module": row.line,
                "valid_from": _day(row.valid_from),
                **{name: _number(getattr(row, name)) for name in ("recognised", "innovative", "guaranteed")},
                "counts_toward": row.counts_toward,
                "note": row.note,
            }

    def dossiers(self) -> Iterator[Record]:
        """Every dossier by code, with all that hangs on it."""
        own = (Dossier.facility_id == self.facility.id, Dossier.status != DELETED)
        query = select(*Dossier.__table__.c).where(*own).order_by(Dossier.code)
        found = {row.id: KnownDossier(row) for row in self.session.execute(query)}
        load_contents(self.session, found)
        record_read("dossier", found)
        owners = dict(self.session.execute(select(Account.id, Account.username)).all())
        for known in found.values():
            yield self._dossier(known, owners)

    def _dossier(self, known: KnownDossier, owners: dict[int, str]) -> Record:
        row = known.row
        self.used_clients[row.client_id] = None
        answers = {
            name: list(value) if isinstance(value, tuple) else value for name, value in vars(known.referral).items()
        }
        record: Record = {
            "id": self.external("dossier", row.id, row.code),
            "facility": self.facility.code,
            "client": self.external("client", row.client_id, f"c{row.client_id}"),
            "code": row.code,
            "created": _day(row.created_on),
            "status": row.status,
            "closed_on": _day(row.closed_on),
            "responsible": owners.get(row.owner_id),
            "referral": _present({name: _plain(value) for name, value in answers.items()}),
            "decisions": [self._decision(known, decision) for decision in known.decisions],
        }
        pages = {kind: known.registrations[kind].answers for kind in sorted(known.registrations)}
        return _present({**record, **pages})

    def _decision(self, known: KnownDossier, plan: DecisionPlan) -> Record:
        assert isinstance(plan.key, int)
        self.used_modules |= set(plan.modules)
        under = in_order(one for one in known.schakelingen if one.decision_key == plan.key)
        return {
            "id": self.external("decision", plan.key, f"b{plan.key}"),
            "begin": _day(plan.begin),
            "modules": list(plan.modules),
            "ground": plan.ground,
            "mandated_service": plan.mandated_service,
            "schakelingen": [self._schakeling(known, one) for one in under],
        }

    def _schakeling(self, known: KnownDossier, plan: SchakelingPlan) -> Record:
        assert isinstance(plan.key, int)
        self.used_modules |= set(plan.codes)
        placement = KnownPlacement(plan.key, plan.begin, plan.end, known.moments[plan.key], None)
        begun, ended = timed_begin(placement), timed_end(placement)
        record = {
            "id": self.external("schakeling", plan.key, f"s{plan.key}"),
            "kind": plan.kind,
            "begin": _day(plan.begin),
            "end": _day(plan.end),
            "elsewhere": plan.elsewhere,
            "paid_to_parents": plan.paid_to_parents,
            "registered": _moment(begun.saved_at if begun else None),
            "end_registered": _moment(ended.saved_at if ended else None),
            "carers": [asdict(carer) for carer in plan.carers] or None,
            "modules": [
                _present({"code": one.code, "guaranteed": one.guaranteed, "detail": list(one.detail) or None})
                for one in plan.modules
            ],
        }
        return {**_present(record), "end": record["end"]}

    def clients(self) -> Iterator[Record]:
        """The clients of the dossiers, in the order in which those name them."""
        ids = list(self.used_clients)
        rows = {
            row.id: row for row in self.session.execute(select(*Client.__table__.c).where(Client.id == func.any(ids)))
        }
        record_read("client", rows)
        for client_id in ids:
            row = rows[client_id]
            own = {name: _plain(getattr(row, name)) for name in (*FROM_REGISTER, *COMPLETED_BY_STAFF)}
            address = _present({name: getattr(row, name) for name in ADDRESS})
            address |= {"unknown": True} if row.address_unknown else {}
            record = {"id": self.external("client", client_id, f"c{client_id}"), "national_number": row.national_number}
            yield _present({**record, **own, "unborn": row.unborn or None, "address": address or None})

    def utilisation(self) -> Iterator[Record]:
        """The registered totals, with the clients behind them."""
        query = select(UtilisationTotal).where(UtilisationTotal.facility_id == self.facility.id)
        order = (UtilisationTotal.year, UtilisationTotal.quarter, UtilisationTotal.type_module_id)
        shares = self._shares()
        for row in self.session.scalars(query.order_by(*order)):
            self.used_modules.add(row.type_module.code)
            record = {
                "facility": self.facility.code,
                "quarter": str(Quarter(row.year, row.quarter)),
                "module": row.type_module.code,
                "total": _number(row.total),
                "computed": row.computed or None,
                "non_client_bound": _number(row.non_client_bound),
                "kinds": {kind: _number(Decimal(amount)) for kind, amount in row.kinds.items()} or None,
                "clients": shares.get(row.id),
            }
            yield _present(record)

    def _shares(self) -> dict[int, list[Record]]:
        share = UtilisationOfClient
        query = select(share.total_id, share.client_id, share.amount).where(share.facility_id == self.facility.id)
        found: dict[int, list[Record]] = {}
        for total_id, client_id, amount in self.session.execute(query.order_by(share.total_id, share.client_id)):
            self.used_clients[client_id] = None
            external = self.external("client", client_id, f"c{client_id}")
            found.setdefault(total_id, []).append({"client": external, "amount": _number(amount)})
        for records in found.values():
            records.sort(key=lambda record: str(record["client"]))
        return found

    def quarters(self) -> Iterator[Record]:
        """The states of the quarter statements."""
        query = select(QuarterStatement).where(QuarterStatement.facility_id == self.facility.id)
        for row in self.session.scalars(query.order_by(QuarterStatement.year, QuarterStatement.quarter)):
            quarter = str(Quarter(row.year, row.quarter))
            yield {"facility": self.facility.code, "quarter": quarter, "state": row.state}

    def type_modules(self) -> Iterator[Record]:
        """The modules used here that the shipped catalogue does not have, or has otherwise (M-1)."""
        query = select(TypeModule).where(TypeModule.code.in_(self.used_modules)).order_by(TypeModule.code)
        for module in self.session.scalars(query):
            values = {name: getattr(module, name) for name in EMPTY_MODULE}
            if not _as_shipped(values):
                yield _present({name: _plain(value) for name, value in values.items()})


def _as_shipped(values: Record) -> bool:
    shipped = type_modules_by_code().get(values["code"])
    if shipped is None:
        return False
    original = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(shipped).items()}
    return all(values[name] == original[name] or not (values[name] or original[name]) for name in values)


def _present(record: Record) -> Record:
    return {name: value for name, value in record.items() if value is not None and value != []}


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _day(day: date | None) -> str | None:
    return None if day is None or day == OPEN_END else day.isoformat()


def _number(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return _number(value) if isinstance(value, Decimal) else value

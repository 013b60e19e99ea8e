"""The house's working calendar: the shipped years, with whole years entered or corrected by an administrator on top.

Editing is an act of its own, recorded with the years before and after. Open deadlines stay as they were told to people.
"""

from __future__ import annotations

from sqlmodel import Session, col, delete, select

from models import CalendarDay, CalendarYear, WorkingHours
from review import working_time
from review.access import Act, require
from review.acting import acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError
from review.working_time import Calendar, CalendarError, DayKind, Period

_HEADER = "date\tkind\tname"


def calendar(session: Session) -> Calendar:
    """The calendar in force: the shipped one with the house's own years in place of its years.

    Raises:
        CalendarError: the shipped file does not fit (an installation fault).
    """
    own = own_calendar(session)
    return working_time.shipped_calendar().merged(own) if own.years else working_time.shipped_calendar()


def own_calendar(session: Session) -> Calendar:
    """Only the years that the house entered itself."""
    years = session.exec(select(CalendarYear)).all()
    days = session.exec(select(CalendarDay)).all()
    return Calendar(
        {year.year: year.notice for year in years}, {d.day: (DayKind(d.kind), d.name) for d in days}
    )


def year_text(known: Calendar, year: int) -> str:
    """One year as the text that `set_year` takes: a day a line, date, work or rest, and why."""
    days = sorted((day, *value) for day, value in known.days.items() if day.year == year)
    return "".join(f"{day.isoformat()}\t{kind.value}\t{name}\n" for day, kind, name in days)


def set_year(app: App, actor: Actor, year: int, notice: str, text: str) -> int:
    """Enter or replace a year: the notice it comes from, and the days that differ from the week. Returns how many.

    Raises:
        NotAllowedError: not a system administrator.
        InvalidError: no notice, a faulty line (named), or a day of another year.
    """
    require(actor, Act.CALENDAR_EDIT)
    days = _read_year(year, notice, text)
    with acting(app, actor) as deed:
        before = year_text(calendar(deed.session), year)
        deed.session.exec(delete(CalendarDay).where(col(CalendarDay.year) == year))
        row = deed.session.get(CalendarYear, year) or CalendarYear(
            year=year, notice="", entered_by=actor.person_id, entered_at=deed.now
        )
        row.notice, row.entered_by, row.entered_at = notice.strip(), actor.person_id, deed.now
        deed.session.add(row)
        deed.session.flush()
        deed.session.add_all(
            CalendarDay(day=day, year=year, kind=kind.value, name=name)
            for day, (kind, name) in days.days.items()
        )
        after = year_text(days, year)
        deed.record(Tag.CALENDAR_CHANGED, year=year, notice=row.notice, before=before, after=after)
    return len(days.days)


def drop_year(app: App, actor: Actor, year: int) -> None:
    """Take the house's own table of a year back; the shipped one, if there is one, stands again.

    Raises:
        NotAllowedError: not a system administrator.
        InvalidError: the house has no table of its own for the year.
    """
    require(actor, Act.CALENDAR_EDIT)
    with acting(app, actor) as deed:
        row = deed.session.get(CalendarYear, year)
        if row is None:
            raise InvalidError(f"没有自行录入的 {year} 年工作日历。")
        before = year_text(own_calendar(deed.session), year)
        deed.session.exec(delete(CalendarDay).where(col(CalendarDay.year) == year))
        deed.session.delete(row)
        deed.record(Tag.CALENDAR_CHANGED, year=year, notice="", before=before, after="")


def _read_year(year: int, notice: str, text: str) -> Calendar:
    if not 2000 <= year <= 2100:
        raise InvalidError("年份应在 2000 到 2100 之间。")
    if not notice.strip() or "\n" in notice or "\t" in notice or len(notice) > 200:
        raise InvalidError("请写明依据的通知名称和文号。")
    # People type spaces where the file has tabs; neither date, kind nor name holds any. A line keeps its number.
    lines = ["" if line.startswith("#") else "\t".join(line.split(maxsplit=2)) for line in text.splitlines()]
    for number, line in enumerate(lines, 1):
        if line[:4].isdigit() and int(line[:4]) != year:
            raise InvalidError(f"第 {number} 行：{line.partition(chr(9))[0]} 不在 {year} 年。")
    try:
        table = "\n".join(lines)
        read = Calendar.parse(f"{_HEADER}\n{year}\tyear\t{notice.strip()}\n{table}\n")
    except CalendarError as error:
        said = str(error).partition("：")[2]
        raise InvalidError(f"第 {error.line - 2} 行：{said}。") from error
    if any(len(name) > 40 for _, name in read.days.values()):
        raise InvalidError("说明最多 40 字。")
    return read


def hours(session: Session) -> dict[int | None, tuple[Period, ...]]:
    """The periods of a working day of every unit that has its own, and of the house (None) where they were set."""
    return {row.unit_id: working_time.periods_of(row.periods) for row in session.exec(select(WorkingHours))}


def set_hours(app: App, actor: Actor, unit_id: int | None, text: str) -> None:
    """Set the working hours of a unit, None = the house: `08:30-12:00 13:30-18:00`; empty text takes them back.

    Raises:
        NotAllowedError: not a system administrator.
        InvalidError: not periods that follow each other.
    """
    require(actor, Act.CALENDAR_EDIT)
    periods = working_time.read_periods(text) if text.strip() else ()
    with acting(app, actor) as deed:
        row = deed.session.exec(select(WorkingHours).where(WorkingHours.unit_id == unit_id)).first()
        before = [] if row is None else row.periods
        written = working_time.written(periods)
        if not periods:
            if row is not None:
                deed.session.delete(row)
        else:
            row = row or WorkingHours(unit_id=unit_id, periods=[])
            row.periods = written
            deed.session.add(row)
        deed.record(Tag.HOURS_CHANGED, unit=unit_id, before=before, after=written)

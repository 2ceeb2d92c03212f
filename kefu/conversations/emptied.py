"""What stays of an entry whose words are taken out for good: that it happened, by whom and when, and whatever columns are
folded from. What was said, shown, noted and found out goes. Pure.
"""

from dataclasses import replace

from kefu.conversations.data import Data, FieldSetData, MessageData, NoteData, OpenedData, RedactedData
from kefu.conversations.data_bot import BotSaidData, ChosenData, HandedOverData
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.data_mail import UndeliverableData
from kefu.conversations.data_particulars import ParticularsData


def of(data: Data) -> Data:
    """Emptied twice, it is the same."""
    match data:
        case MessageData():
            return MessageData()
        case NoteData():
            return replace(data, files=(), mentions=())
        case OpenedData():
            return replace(data, page="")
        case RedactedData():
            return replace(data, reason="")
        case FieldSetData(field=field):
            return FieldSetData(field, value=None)
        case ParticularsData(category=category):
            return ParticularsData(category=category)
        case DiagnosedData(check=check):
            return DiagnosedData(check, run="", finding="")
        case _:
            return _of_others(data)


def _of_others(data: Data) -> Data:
    match data:
        case BotSaidData():
            return replace(data, known=(), typed="")
        case ChosenData():
            return replace(data, choice="", title="")
        case HandedOverData():
            return replace(data, question="", known=())
        case UndeliverableData():
            return replace(data, error="")  # the other side's words name the address
        case _:
            return data

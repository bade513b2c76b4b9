"""The logic of a form that came as a workbook: what is asked, what follows, what is worked out.

A record is the answers so far and the set of what is not asked. When an answer changes, only what depends on
it is evaluated again (`graph` knows what that is), in the order of the form; what is not asked any more loses
its answer, which may change further things. So a record that was corrected is the one that would have been if
everything had been answered right at once.

A question inside a repeat has a key for each repetition, «age[2]», repeats inside repeats the outer first,
«age[2][1]». Whether there is another repetition is a question, too: «person[3]», yes or no.
"""

from bot.core.logic.graph import Graph, circles, graph_of, waits
from bot.core.logic.keys import key_of, name_of, places_of
from bot.core.logic.record import Record
from bot.core.logic.walk import Stop, stops

__all__ = [
    "Graph",
    "Record",
    "Stop",
    "circles",
    "graph_of",
    "key_of",
    "name_of",
    "places_of",
    "stops",
    "waits",
]

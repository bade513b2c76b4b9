"""ODK XPath as forms use it: parsed once, compiled to closures, evaluated as often as answers change.

    compile("${age} >= 18 and selected(${skills}, 'first_aid')").evaluate(Scope({"age": "24", …}))

XPath 1.0 knows four kinds of value: numbers, texts, booleans, and node-sets, which here are the answers to
one question, once or in each repetition of a repeat. ODK adds a fifth, the date: a number of days since 1970
that prints as a date. What an expression is made of is known when it is compiled, so each conversion is
chosen then and not while a person waits.

Where things are: `scope` what an expression may look at · `values` kinds and conversions · `moments` dates ·
`tokens`, `parsing`, `tree` text to tree · `compiling` tree to closures · `comparing` = and < · `functions`
how one is registered; the families are `texts`, `numbers`, `dates`, `places` and `special`. The rules are
those of the ODK XForms specification; where engines differ, the reference engines' own tests decide
(`docs/xlsform.md`).
"""

from bot.core.expression.compiling import Expression, compile
from bot.core.expression.errors import ExpressionError
from bot.core.expression.scope import Scope
from bot.core.expression.values import Moment, Nodes, as_boolean, as_number, as_text

__all__ = [
    "Expression",
    "ExpressionError",
    "Moment",
    "Nodes",
    "Scope",
    "as_boolean",
    "as_number",
    "as_text",
    "compile",
]

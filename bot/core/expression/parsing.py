"""Tokens to a tree: one function for each level of precedence (XPath 1.0 §3).

Answers live in a flat table of names, so a path is worth what its last name is: `../age`, `/data/person/age`
and `${age}` mean the same question. Paths into the rows of a list (`instance('x')/root/item[…]/label`) keep
their steps.
"""

from __future__ import annotations

from bot.core.expression.errors import ExpressionError
from bot.core.expression.tokens import Token, tokens
from bot.core.expression.tree import (
    Above,
    Call,
    Filter,
    Here,
    Literal,
    Negation,
    Operation,
    Reference,
    Step,
    Tree,
)

MAX_NESTED = 40
MAX_DEPTH = 150
# How tightly an operator binds.
_LEVELS = {
    **dict.fromkeys(("or",), 0),
    **dict.fromkeys(("and",), 1),
    **dict.fromkeys(("=", "!="), 2),
    **dict.fromkeys(("<", "<=", ">", ">="), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "div", "mod"), 5),
}
_CHAINS = frozenset({"or", "and"})


def parse(source: str) -> Tree:
    """The tree of an expression; ExpressionError says where it goes wrong."""
    tree = _Parser(tokens(source)).whole()
    if _depth(tree) > MAX_DEPTH:
        raise ExpressionError("size", str(MAX_DEPTH))
    return tree


def below(tree: Tree) -> list[Tree]:
    """The parts that a part is made of."""
    match tree:
        case Call(_, arguments, _):
            return list(arguments)
        case Operation(_, left, right):
            return [left, right]
        case Filter(of, predicate):
            return [of, predicate]
        case Negation(of) | Step(of, _, _):
            return [of]
        case _:
            return []


def _depth(tree: Tree) -> int:
    """Without calling itself: that is what it is to prevent."""
    depth, row = 0, [tree]
    while row:
        depth, row = depth + 1, [one for tree in row for one in below(tree)]
    return depth


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._next = 0
        self._nests = 0

    def whole(self) -> Tree:
        tree = self._operation()
        if self._token.kind != "end":
            raise self._wrong()
        return tree

    # ------------------------------------------------------------------------------ tokens

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        if token.kind != "end":
            self._next += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self._token.kind in {"sign", "operator"} and self._token.text in texts

    def _taken(self, text: str) -> bool:
        if self._is(text):
            self._next += 1
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._taken(text):
            raise self._wrong()

    def _wrong(self) -> ExpressionError:
        return ExpressionError("syntax", self._token.text, self._token.at)

    # --------------------------------------------------------------------------- operators

    def _operation(self, least: int = 0) -> Tree:
        """Operators that bind at least so tightly; those of one level from left to right."""
        tree = self._negation()
        while self._token.kind in {"sign", "operator"} and _LEVELS.get(self._token.text, -1) >= least:
            operator = self._take().text
            tighter = _LEVELS[operator] + 1
            if operator in _CHAINS:
                chain = [tree, self._operation(tighter)]
                while self._taken(operator):
                    chain.append(self._operation(tighter))
                tree = _balanced(operator, chain)
            else:
                tree = Operation(operator, tree, self._operation(tighter))
        return tree

    def _nested(self) -> Tree:
        """Within brackets."""
        self._nests += 1
        if self._nests > MAX_NESTED:
            raise ExpressionError("size", self._token.text, self._token.at)
        tree = self._operation()
        self._nests -= 1
        return tree

    def _negation(self) -> Tree:
        signs = 0
        while self._taken("-"):
            signs += 1
        tree = self._union()
        if not signs:
            return tree
        negated = Negation(tree)
        return negated if signs % 2 else Negation(negated)

    def _union(self) -> Tree:
        tree = self._path()
        while self._taken("|"):
            tree = Operation("|", tree, self._path())
        return tree

    # -------------------------------------------------------------------------------- paths

    def _path(self) -> Tree:
        token = self._token
        if self._is("/", "//"):
            return self._steps(Above(0, token.at))
        tree = self._filtered(self._primary())
        return self._steps(tree) if self._is("/", "//") else tree

    def _primary(self) -> Tree:
        token = self._take()
        if token.kind == "number":
            return Literal(float(token.text))
        if token.kind == "text":
            return Literal(token.text)
        if token.kind == "reference":
            return Reference(token.text, token.at)
        if token.kind == "name":
            return self._call(token) if self._is("(") else self._named(token)
        if token.kind == "sign":
            return self._signed(token)
        raise ExpressionError("syntax", token.text, token.at)

    def _signed(self, token: Token) -> Tree:
        if token.text == "(":
            tree = self._nested()
            self._need(")")
            return tree
        if token.text == ".":
            return Here(token.at)
        if token.text == "..":
            return Above(1, token.at)
        raise ExpressionError("syntax", token.text, token.at)

    def _named(self, token: Token) -> Tree:
        """A bare name, or an axis before one."""
        if not self._taken("::"):
            return Reference(token.text, token.at, column=True)
        if token.text == "self":
            self._need("*")
            return Here(token.at)
        if token.text == "parent":
            self._need("*")
            return Above(1, token.at)
        if token.text == "child" and self._token.kind == "name":
            named = self._take()
            return Reference(named.text, named.at, column=True)
        raise ExpressionError("path", token.text, token.at)

    def _call(self, token: Token) -> Tree:
        self._need("(")
        arguments: list[Tree] = []
        while not self._is(")"):
            if arguments:
                self._need(",")
            arguments.append(self._nested())
        self._need(")")
        return Call(token.text, tuple(arguments), token.at)

    def _filtered(self, tree: Tree) -> Tree:
        while self._taken("["):
            tree = Filter(tree, self._nested())
            self._need("]")
        return tree

    def _steps(self, tree: Tree) -> Tree:
        while self._is("/", "//"):
            self._take()
            token = self._token
            if token.kind == "end" and isinstance(tree, Above):
                return tree
            tree = self._filtered(self._step(tree, self._take()))
        return tree

    def _step(self, tree: Tree, token: Token) -> Tree:
        if token.text == ".":
            return tree
        if token.text == "..":
            return Above(tree.levels + 1 if isinstance(tree, Above) else 1, token.at)
        if token.kind == "reference":
            return Reference(token.text, token.at)
        if token.kind == "name" or token.text == "*":
            return _child(tree, token)
        raise ExpressionError("syntax", token.text, token.at)


def _child(tree: Tree, token: Token) -> Tree:
    """A name below: a column of rows, else the question of that name, wherever it stands."""
    match tree:
        case Step() | Filter() | Call("instance" | "randomize", _, _):
            return Step(tree, token.text, token.at)
        case Reference() | Above() | Here() | Call("current", _, _):
            return Reference(token.text, token.at)
        case _:
            raise ExpressionError("path", token.text, token.at)


def _balanced(operator: str, chain: list[Tree]) -> Tree:
    """The same from left to right, and a hundred of them no deeper than seven."""
    if len(chain) == 1:
        return chain[0]
    half = len(chain) // 2
    return Operation(operator, _balanced(operator, chain[:half]), _balanced(operator, chain[half:]))

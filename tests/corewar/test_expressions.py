"""Expressions: the ordinary rules as Python has them, the odd rule of pMARS by values that it gives."""

import ast
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spenvs.corewar import assemble
from spenvs.corewar.expressions import NESTED, ExpressionError, evaluate

OPERATORS = ["+", "-", "*", "/", "%", "<", ">", "==", "!=", "<=", ">="]
BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}


def quotient(x: int, y: int) -> int:
    return int(x / y) if abs(x) < 2**50 and abs(y) < 2**50 else (abs(x) // abs(y)) * (1 if (x < 0) == (y < 0) else -1)


def value_of(node: ast.expr) -> int:
    """The value of an expression that Python has parsed: `and` is &&, `or` is ||, `not` is !, `^` any comparison."""
    match node:
        case ast.Constant():
            return node.value
        case ast.UnaryOp():
            inner = value_of(node.operand)
            return {ast.USub: -inner, ast.UAdd: inner, ast.Invert: int(inner == 0)}[type(node.op)]
        case ast.BinOp(op=ast.Div()):
            return quotient(value_of(node.left), value_of(node.right))
        case ast.BinOp(op=ast.Mod()):
            left, right = value_of(node.left), value_of(node.right)
            return left - right * quotient(left, right)
        case ast.BinOp():
            return BINARY[type(node.op)](value_of(node.left), value_of(node.right))
        case ast.BoolOp():
            values = [value_of(part) != 0 for part in node.values]
            return int(all(values) if isinstance(node.op, ast.And) else any(values))
    raise AssertionError(ast.dump(node))


NUMBERS = st.integers(0, 99).map(str)
SIGNED = st.builds("{}{}".format, st.sampled_from(["", "", "", "-", "+", "!", "--", "!!"]), NUMBERS)


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    links = st.tuples(st.sampled_from(["+", "-", "*", "/", "%", "&&", "||"]), inner)
    chains = st.builds(lambda first, rest: first + "".join(map("".join, rest)), inner, st.lists(links, max_size=5))
    return chains | chains.map("({})".format)


EXPRESSIONS = st.recursive(SIGNED, larger, max_leaves=12)


def python(text: str) -> ast.expr:
    text = text.replace("&&", " and ").replace("||", " or ").replace("!", "~")
    return ast.parse(text, mode="eval").body


@given(EXPRESSIONS)
def test_the_standard_rule_is_that_of_python(text):
    try:
        expected = value_of(python(text))
    except ZeroDivisionError:
        with pytest.raises(ExpressionError, match="division by zero"):
            evaluate(text, {}, "standard")
    else:
        if abs(expected) < 2**63:
            assert evaluate(text, {}, "standard") == expected


@given(st.lists(st.integers(0, 9), min_size=3, max_size=6), st.lists(st.sampled_from(OPERATORS[5:]), min_size=5))
def test_comparisons_group_from_left_to_right(numbers, signs):
    expected, text = numbers[0], str(numbers[0])
    functions = dict(
        zip(OPERATORS[5:], (operator.lt, operator.gt, operator.eq, operator.ne, operator.le, operator.ge), strict=True)
    )
    for sign, number in zip(signs, numbers[1:], strict=False):
        expected, text = int(functions[sign](expected, number)), f"{text} {sign} {number}"
    assert evaluate(text, {}, "standard") == expected
    assert evaluate(text, {}, "pmars") == expected
    assert evaluate(f"1+1 == 2 && 3 > 1+1 || {text}", {}, "standard") == 1


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4), st.lists(st.sampled_from("+-"), min_size=3))
def test_both_rules_agree_on_sums(numbers, signs):
    text = str(numbers[0]) + "".join(f"{sign}{number}" for sign, number in zip(signs, numbers[1:], strict=False))
    assert evaluate(text, {}, "standard") == evaluate(text, {}, "pmars")


@pytest.mark.parametrize(
    ("text", "pmars", "standard"),
    [
        ("10-2*3+1", 3, 5),
        ("1-2*3+4", -9, -1),
        ("5-6/2+1", 1, 3),
        ("2*3-4*5+6", -20, -8),
        ("2-3-4", -5, -5),
        ("1+2*3+4", 11, 11),
        ("(10-2*3+1)*2", 6, 10),
    ],
)
def test_the_odd_rule_of_pmars(text, pmars, standard):
    assert evaluate(text, {}) == evaluate(text, {}, "pmars") == pmars
    assert evaluate(text, {}, "standard") == standard


def test_the_rule_holds_for_operands_blocks_and_conditions():
    source = ";assert 10-2*3+1 == 5\ni for 4-2*1+1\ndat 10-2*3+1\nrof\nend 4-2*1+1-1\n"
    warrior = assemble(source, expr="standard")
    assert warrior.code[:, 5].tolist() == [5, 5, 5]
    assert (warrior.start, warrior.warnings) == (2, ())
    assert assemble(source.split("\n", 1)[1]).code[:, 5].tolist() == [3]
    with pytest.raises(ValueError, match="expr must be 'pmars' or 'standard', not 'python'"):
        assemble(source, expr="python")


@pytest.mark.parametrize("rule", ["pmars", "standard"])
def test_registers(rule):
    registers = {}
    assert [evaluate(text, registers, rule) for text in ("a=5", "(b = a+1) * 2", "B", "c", "d=e=3", "e")] == [
        *(5, 12, 6, 0, 3, 3),
    ]
    assert registers == {"A": 5, "B": 6, "D": 3, "E": 3}


@pytest.mark.parametrize("rule", ["pmars", "standard"])
def test_depth(rule):
    inside = NESTED - 1
    assert evaluate("(" * inside + "7" + ")" * inside, {}, rule) == 7
    assert evaluate("-" * 1001 + "7", {}, rule) == -7
    assert evaluate("+".join(["1"] * 5000), {}, rule) == 5000
    for text in ("(" * 10**6, "a=" * 10**6, "-(" * 10**6):
        with pytest.raises(ExpressionError, match="more than 32 deep"):
            evaluate(text, {}, rule)
    with pytest.raises(ExpressionError, match="is larger than 2147483647"):
        evaluate("9" * 10_000, {}, rule)
    assert evaluate("0" * 10_000 + "8", {}, rule) == 8


@given(st.text("0123456789ab+-*/%()<>=!&| ", max_size=40), st.sampled_from(["pmars", "standard"]))
def test_any_expression_has_a_value_or_an_error_at_a_place_in_it(text, rule):
    try:
        value = evaluate(text, {}, rule)
    except ExpressionError as error:
        index, value = error.index, 0
    else:
        index = 0
    assert abs(value) < 2**63
    assert 0 <= index <= len(text)

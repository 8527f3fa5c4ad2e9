"""Heat maps: of a matrix of archetypes, and of the options of a situation."""

from combat_rules.balance.matrix import Matrix
from combat_rules.balance.pages.grid import Square, grid
from combat_rules.balance.situations import Solved


def heat_map(matrix: Matrix) -> str:
    """The picture of a matrix as SVG: who stands in a row has so many percent against who stands in
    a column; a framed square is one where it is known who is better."""
    names = matrix.archetypes

    def square(row: int, column: int) -> Square | None:
        if row == column:
            return None
        found = matrix.matchups[min(row, column), max(row, column)]
        low, high = found.low, found.high
        if row > column:
            low, high = 100 - high, 100 - low
        rate = matrix.rate(row, column)
        said = (
            f"{names[row]} against {names[column]}: {rate:.1f} % ({low:.1f} to {high:.1f} %), "
            f"{found.fights:,} fights, {found.draws:,} draws"
        )
        return Square(rate / 50 - 1, f"{rate:.0f}", f"{low:.0f} to {high:.0f}", said, found.sure)

    return grid("Share of wins in percent, rows against columns", names, names, square)


def situation_map(found: Solved) -> str:
    """The picture of a situation as SVG: what the left side, in rows, gains for each pair of
    options; those that both play are framed."""
    most = max([abs(one) for row in found.payoffs for one in row] + [1.0])
    rows, columns = found.left, found.right

    def square(row: int, column: int) -> Square:
        payoff, shares = found.payoffs[row][column], (rows[row].share, columns[column].share)
        said = f"{rows[row].option} against {columns[column].option}: {payoff:+z.1f} {found.unit}"
        return Square(payoff / most, f"{payoff:+z.0f}", "", said, min(shares) > 0)

    names = [
        [f"{one.option} {one.share:.0f} %" if one.share else str(one.option) for one in side]
        for side in (rows, columns)
    ]
    title = f"What {found.names[0]}, in rows, gains on {found.names[1]}, in {found.unit}"
    return grid(title, names[0], names[1], square)

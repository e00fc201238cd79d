"""Medians, ranges, percentiles, ratios."""

from statistics import median


class Spread:
    """The median of some values, and their range."""

    def __init__(self, values):
        self.values = list(values)
        if not self.values:
            raise ValueError("nothing was measured")
        self.median = median(self.values)
        self.low = min(self.values)
        self.high = max(self.values)

    def text(self, digits=0):
        """As `12 [11-14]`, or as `12` where there is but one."""
        if len(self.values) == 1:
            return f"{self.median:.{digits}f}"
        return f"{self.median:.{digits}f} [{self.low:.{digits}f}-{self.high:.{digits}f}]"


def percentile(values, share):
    """The least value that at least this share (0 to 1) of the values does not exceed."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("nothing was measured")
    rank = -(-len(ordered) * share // 1)  # rounded up
    return ordered[max(0, int(rank) - 1)]


def ratios(ours, theirs):
    """Round by round, what ours is to theirs; rounds that only one of them has are left out.

    Both are mappings from a round's number to a value.
    """
    return Spread(ours[number] / theirs[number] for number in ours if number in theirs)


def differences(ours, theirs):
    """Round by round, what ours is more than theirs; as `ratios` otherwise."""
    return Spread(ours[number] - theirs[number] for number in ours if number in theirs)

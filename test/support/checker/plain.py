"""A row as an object that json can write, for those who spoil one: only texts and whole numbers."""


def plain_record(form):
    """None for a row that can't be sent, or that has something else in it."""
    if form is None:
        return None
    members = {name: _plain(value) for name, value in form[1:]}
    return members if all(isinstance(value, str | int) for value in members.values()) else None


def _plain(value):
    return int(value[1]) if isinstance(value, tuple) and value[0] == "number" and value[1].isdigit() else value

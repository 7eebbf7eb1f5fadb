"""JSON as something that can be compared and counted: numbers keep their digits, members their order."""

import json


class NotAnObject(ValueError):
    """The text is no JSON object."""


def _number(text):
    return ("number", text)


def _constant(text):
    raise NotAnObject(f"{text} is no JSON")


def _members(pairs):
    return ("object", *((name, _frozen(value)) for name, value in pairs))


def _frozen(value):
    return ("array", *map(_frozen, value)) if isinstance(value, list) else value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_number, parse_float=_number, parse_constant=_constant
)


def object_form(text):
    """`("object", (name, value), ...)`, hashable; strings are their content. Raises NotAnObject."""
    try:
        form = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise NotAnObject(str(error)) from None
    if isinstance(form, tuple) and form[:1] == ("object",):
        return form
    raise NotAnObject("another kind of value")


def key_of(form, name):
    """What an upsert finds a record by: a string's content or a number's digits; None where there is no such value."""
    found = dict(form[1:]).get(name)
    if isinstance(found, tuple):
        return found[1] if found[0] == "number" else None
    if isinstance(found, bool):
        return "true" if found else "false"
    return found or None


def laid_over(older, newer):
    """A record with the members of another laid over it; each stays where its name stood first."""
    return ("object", *{**dict(older[1:]), **dict(newer[1:])}.items())

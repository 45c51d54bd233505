"""The one exception a person is meant to read."""


class UserError(Exception):
    """Something the person can put right.

    The message is one plain sentence: what is wrong, where (file, scene, key), what to do.
    It is shown as it is; the traceback goes to the log only.
    """

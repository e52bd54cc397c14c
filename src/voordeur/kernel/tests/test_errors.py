"""A refusal keeps its code and its values wherever it goes."""

import copy

from voordeur.kernel.errors import Refused


def test_a_refusal_of_another_process_says_the_same() -> None:
    said = Refused("out_of_range", field="homes", value=0)
    heard = copy.copy(said)  # made anew in the way in which one goes to another process
    assert (heard.code, heard.params, str(heard)) == (said.code, said.params, str(said))

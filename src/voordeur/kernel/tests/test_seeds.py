"""Streams of chance from one seed."""

from voordeur.kernel import seeds


def test_the_same_seed_and_names_give_the_same_numbers() -> None:
    assert [seeds.stream(1, "town").random() for _ in range(3)] == [seeds.stream(1, "town").random() for _ in range(3)]


def test_the_numbers_are_fixed_for_all_machines() -> None:
    assert seeds.number(1, "town") == int.from_bytes(__import__("hashlib").sha256(b"1\x1ftown").digest()[:8])


def test_another_seed_gives_other_numbers() -> None:
    assert seeds.stream(1, "town").random() != seeds.stream(2, "town").random()


def test_another_name_gives_other_numbers() -> None:
    assert seeds.stream(1, "town").random() != seeds.stream(1, "people").random()


def test_names_are_kept_apart() -> None:
    assert seeds.number(1, "a", "bc") != seeds.number(1, "ab", "c")


def test_a_stream_does_not_notice_what_another_draws() -> None:
    undisturbed = seeds.stream(1, "people").random()
    people, town = seeds.stream(1, "people"), seeds.stream(1, "town")
    town.random()
    assert people.random() == undisturbed


def test_a_token_fits_a_field_of_forty_signs_and_an_address() -> None:
    name = seeds.token(1, "repair", 7)
    assert len(name) == 32
    assert name.replace("-", "").replace("_", "").isalnum()
    assert name != seeds.token(1, "repair", 8)

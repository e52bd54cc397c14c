"""A field is read in the order label, description, error, input, also by someone who cannot see it."""

import re

import pytest
from django import forms


class Example(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals op uw contract.")
    note = forms.CharField(label="Wat ziet u?", widget=forms.Textarea, required=False)
    place = forms.ChoiceField(label="Waar?", choices=[("k", "Keuken"), ("b", "Bad")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="U mag mij bellen", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.cleaned_data.get("name") == "nobody":
            raise forms.ValidationError("Deze naam kennen wij niet.")


@pytest.fixture
def refused():
    return str(Example({}))


def test_the_order_is_label_description_error_input(refused):
    field = refused[refused.index('<label class="vd-form-field__label" for="id_name"') :]

    marks = ["Naam", "Zoals op uw contract.", 'id="id_name_error"', 'name="name"']
    assert [field.index(mark) for mark in marks] == sorted(field.index(mark) for mark in marks)


def test_a_wrong_field_says_so_and_points_at_its_description_and_its_error(refused):
    tag = re.search(r'<input[^>]*name="name"[^>]*>', refused).group()

    assert 'aria-invalid="true"' in tag
    assert 'aria-describedby="id_name_helptext id_name_error"' in tag
    assert 'id="id_name_helptext"' in refused


def test_a_group_of_choices_is_a_fieldset_that_points_at_its_error(refused):
    group = refused[refused.index("<fieldset") : refused.index("</fieldset>")]

    assert 'aria-describedby="id_place_error"' in group
    assert '<legend class="vd-form-field__label">Waar?' in group
    assert 'id="id_place_error"' in group


def test_a_field_that_need_not_be_filled_in_says_so_in_words():
    told = str(Example())

    assert told.count("(niet verplicht)") == 1
    assert re.search(r'for="id_note">Wat ziet u\? <span[^>]*>\(niet verplicht\)', told)


def test_a_fresh_form_blames_nobody():
    told = str(Example())

    assert "aria-invalid" not in told
    assert 'role="alert"' not in told


def test_the_errors_are_announced_and_link_to_their_fields(refused):
    assert 'role="alert"' in refused
    assert 'href="#id_name"' in refused


def test_an_error_of_the_whole_form_is_announced():
    told = str(Example({"name": "nobody", "place": "k"}))

    assert "Deze naam kennen wij niet." in told[told.index('role="alert"') :]


def test_hidden_fields_get_no_label():
    told = str(Example())

    assert 'type="hidden" name="token"' in told
    assert 'for="id_token"' not in told


def test_what_was_typed_is_shown_as_text_and_never_as_markup():
    told = str(Example({"name": "<script>alert(1)</script>"}))

    assert "<script>alert" not in told

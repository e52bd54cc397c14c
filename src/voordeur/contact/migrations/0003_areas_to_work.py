from django.db import migrations


def move(apps, _editor):
    """The neighbourhoods stand with the work now, where every channel can ask whose it is."""
    old, new = apps.get_model("contact", "Area"), apps.get_model("work", "Area")
    new.objects.bulk_create(new(postcode=area.postcode, team_id=area.team_id) for area in old.objects.all())


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0002_the_first_line'),
        ('work', '0005_area'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name='Area'),
    ]

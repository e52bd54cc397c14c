from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0003_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='other_teams',
            field=models.ManyToManyField(blank=True, related_name='other_members', to='parties.team'),
        ),
    ]

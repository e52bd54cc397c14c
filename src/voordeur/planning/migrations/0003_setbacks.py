import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('planning', '0002_proposals_and_holds'),
    ]

    operations = [
        migrations.AddField(
            model_name='shift',
            name='idle_until_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='Setback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('emergency', 'emergency'), ('ill', 'ill'), ('van', 'van'), ('long', 'long'), ('early', 'early'), ('nobody_home', 'nobody_home')], max_length=12)),
                ('made_at', models.DateTimeField()),
                ('case_kind', models.CharField(blank=True, max_length=30)),
                ('case_id', models.BigIntegerField(blank=True, null=True)),
                ('until_at', models.DateTimeField(blank=True, null=True)),
                ('ways', models.JSONField(default=list)),
                ('versions', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('open', 'open'), ('chosen', 'chosen'), ('left', 'left'), ('stale', 'stale')], default='open', max_length=8)),
                ('chosen', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shift', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='setbacks', to='planning.shift')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='setbacks', to='planning.visit')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-made_at'], name='setback_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('by', None), ('state', 'open')), fields=('visit',), name='an_overrun_is_noticed_once')],
            },
        ),
    ]

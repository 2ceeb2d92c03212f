"""What speaks to the product within its own process: Django is set up before anything here is loaded."""

import django

django.setup()

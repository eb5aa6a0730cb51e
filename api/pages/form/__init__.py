"""How is the application form made, read and checked?"""

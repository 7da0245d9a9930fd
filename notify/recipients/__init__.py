"""Whom a message goes to: addresses, phone numbers and files of recipients. No framework."""

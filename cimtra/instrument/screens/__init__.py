"""The screens of the instrument in the admin."""

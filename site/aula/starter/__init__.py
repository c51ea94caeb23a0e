"""The content that every installation begins with: courses, quizzes, glossary and pages, written in YAML."""

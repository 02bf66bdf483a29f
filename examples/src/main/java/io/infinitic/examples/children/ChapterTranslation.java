package io.infinitic.examples.children;

/** Translates a chapter. */
public interface ChapterTranslation {

  String translate(String text, String language);
}

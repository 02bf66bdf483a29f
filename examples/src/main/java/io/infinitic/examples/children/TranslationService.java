package io.infinitic.examples.children;

/** The work on a chapter. */
public interface TranslationService {

  String translate(String text, String language);

  String proofread(String text);
}

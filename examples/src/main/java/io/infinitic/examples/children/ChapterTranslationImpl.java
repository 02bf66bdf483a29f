package io.infinitic.examples.children;

import io.infinitic.workflows.Workflow;

/** Has a history of its own, and may fail, be retried or be looked at on its own. */
public class ChapterTranslationImpl extends Workflow implements ChapterTranslation {

  private final TranslationService translations = newService(TranslationService.class);

  @Override
  public String translate(String text, String language) {
    return translations.proofread(translations.translate(text, language));
  }
}

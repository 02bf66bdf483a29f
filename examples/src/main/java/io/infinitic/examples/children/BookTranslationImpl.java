package io.infinitic.examples.children;

import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import io.infinitic.workflows.WorkflowOptions.ParentClose;
import java.util.ArrayList;
import java.util.List;

/** A child per chapter, all at once. */
public class BookTranslationImpl extends Workflow implements BookTranslation {

  @Override
  public List<String> translate(List<String> chapters, String language) {
    List<Deferred<String>> translations = new ArrayList<>();
    for (int i = 0; i < chapters.size(); i++) {
      ChapterTranslation chapter = newWorkflow(ChapterTranslation.class, chapterOptions(i));
      translations.add(dispatch(chapter::translate, chapters.get(i), language));
    }
    return Deferred.and(translations).await();
  }

  /** If a chapter fails, the book does, and the other chapters are of no use any more. */
  private static WorkflowOptions chapterOptions(int chapter) {
    return WorkflowOptions.defaults()
        .withWorkflowId(getWorkflowId() + "/chapter-" + chapter)
        .withParentClose(ParentClose.REQUEST_CANCEL);
  }
}

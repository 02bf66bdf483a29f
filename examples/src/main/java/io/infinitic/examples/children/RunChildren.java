package io.infinitic.examples.children;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.examples.InMemory;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.util.List;

/** Runs the example in one process: a book of three chapters. */
public final class RunChildren {

  private RunChildren() {}

  /** Knows no language. */
  private static final class PrintedTranslations implements TranslationService {
    @Override
    public String translate(String text, String language) {
      System.out.printf("  %s: into %s%n", text, language);
      return text + " (" + language + ")";
    }

    @Override
    public String proofread(String text) {
      System.out.printf("  %s: proofread%n", text);
      return text;
    }
  }

  public static void main(String[] arguments) {
    try (InfiniticWorker worker =
        InMemory.start(
            with ->
                with.addService(
                        TranslationService.class,
                        new PrintedTranslations(),
                        ServiceSettings.defaults())
                    .addWorkflow(BookTranslation.class, BookTranslationImpl.class)
                    .addWorkflow(ChapterTranslation.class, ChapterTranslationImpl.class))) {
      InfiniticClient client = worker.getClient();
      BookTranslation book =
          client.newWorkflow(
              BookTranslation.class, WorkflowOptions.defaults().withWorkflowId("book-1"));
      List<String> translated = book.translate(List.of("one", "two", "three"), "French");

      System.out.println("The workflows of the book and its chapters:");
      client
          .list(WorkflowQuery.all().withIdPrefix("book-1"))
          .items()
          .forEach(run -> System.out.printf("  %s %s%n", run.workflowId(), run.state()));
      System.out.println("The book: " + translated);
    }
  }
}

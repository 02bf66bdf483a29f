package {package};

/** Its methods are tasks. */
public interface MailService {
  String render(String customer);

  void send(String customer, String text);
}

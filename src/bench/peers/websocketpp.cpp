// Benchmark peer: WebSocket++ 0.8.2 on asio, one thread, no TLS, no compression.
//   websocketpp PORT        /ws/echo returns each message, /ws/broadcast sends it to every connection on that path
// Written as a user who cares for speed would write it, so that the comparison is with the library and not with its defaults.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/server.hpp>

namespace wspp = websocketpp;

// Our own per-connection state: the place in the list of subscribers, so that leaving is O(1).
struct subscription {
  static constexpr size_t none = static_cast<size_t>(-1);
  size_t slot = none;
};

// One thread, so neither locks nor strands; no log channels, so that no log call survives compilation.
struct config : wspp::config::asio {
  typedef config type;
  typedef wspp::config::asio base;
  typedef wspp::concurrency::none concurrency_type;
  typedef wspp::log::basic<concurrency_type, wspp::log::elevel> elog_type;
  typedef wspp::log::basic<concurrency_type, wspp::log::alevel> alog_type;
  static const wspp::log::level elog_level = wspp::log::elevel::none;
  static const wspp::log::level alog_level = wspp::log::alevel::none;
  static const bool enable_multithreading = false;
  typedef subscription connection_base;
  // The default of 16 KiB is just short of a 16 KiB message and its header, which would cost a second read for each.
  static const size_t connection_read_buffer_size = 65536;

  struct transport_config : base::transport_config {
    typedef type::concurrency_type concurrency_type;
    typedef type::elog_type elog_type;
    typedef type::alog_type alog_type;
    static const bool enable_multithreading = false;
  };
  typedef wspp::transport::asio::endpoint<transport_config> transport_type;
};

typedef wspp::server<config> server;
typedef server::connection_ptr connection;
typedef server::message_ptr message;

// Turns a received message into one that is ready for the wire. A server's frames are not masked and nothing is
// compressed, so the bytes are the same for all receivers: the message is encoded once, and is neither copied nor
// (for text, which was validated on its way in) validated again for each send.
static void prepare(message const &msg) {
  size_t const size = msg->get_payload().size();
  wspp::frame::basic_header head(msg->get_opcode(), size, true, false);
  msg->set_header(wspp::frame::prepare_header(head, wspp::frame::extended_header(size)));
  msg->set_prepared(true);
}

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s PORT\n", argv[0]);
    return 2;
  }
  try {
    wspp::lib::asio::io_service io(1); // the hint that a single thread runs it
    std::vector<connection> subscribers;
    server srv;
    srv.init_asio(&io);
    srv.set_reuse_addr(true);
    srv.set_listen_backlog(1024);

    srv.set_validate_handler([&](wspp::connection_hdl hdl) {
      connection con = srv.get_con_from_hdl(hdl);
      std::string const &path = con->get_resource();
      if (path == "/ws/echo" || path == "/ws/broadcast") return true;
      con->set_status(wspp::http::status_code::not_found);
      return false;
    });

    srv.set_open_handler([&](wspp::connection_hdl hdl) {
      connection con = srv.get_con_from_hdl(hdl);
      con->get_socket().set_option(wspp::lib::asio::ip::tcp::no_delay(true));
      if (con->get_resource() == "/ws/echo") {
        // A plain pointer: the handler is owned by the connection, so a counted one would be a cycle.
        con->set_message_handler([self = con.get()](wspp::connection_hdl, message msg) {
          prepare(msg);
          self->send(msg);
        });
      } else {
        con->slot = subscribers.size();
        subscribers.push_back(con);
        con->set_message_handler([&subscribers](wspp::connection_hdl, message msg) {
          prepare(msg);
          // A failed send is reported by the close handler later on, so the list does not change under this loop.
          for (connection const &to : subscribers) to->send(msg);
        });
      }
    });

    srv.set_close_handler([&](wspp::connection_hdl hdl) {
      connection con = srv.get_con_from_hdl(hdl);
      if (con->slot == subscription::none) return;
      subscribers.back()->slot = con->slot;
      subscribers[con->slot].swap(subscribers.back());
      subscribers.pop_back();
      con->slot = subscription::none;
    });

    srv.listen(wspp::lib::asio::ip::tcp::v4(), static_cast<uint16_t>(std::atoi(argv[1])));
    srv.start_accept();
    srv.run();
  } catch (std::exception const &e) {
    std::fprintf(stderr, "websocketpp: %s\n", e.what());
    return 1;
  }
}

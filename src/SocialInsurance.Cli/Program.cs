Console.WriteLine("sicert");
